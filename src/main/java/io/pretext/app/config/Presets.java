package io.pretext.app.config;

import io.pretext.config.Nearest;
import io.pretext.config.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The settings that come with Pretext, one YAML file for a kind of data, method and backbone. */
public final class Presets {

  private static final List<String> NAMES =
      List.of(
          "cifar10/barlow-resnet18",
          "cifar10/barlow-resnet20",
          "cifar10/byol-multicrop-resnet20",
          "cifar10/byol-resnet18",
          "cifar10/byol-resnet20",
          "cifar10/dino-resnet18",
          "cifar10/dino-resnet20",
          "cifar10/dino-two-views-vit-mini-4",
          "cifar10/dino-vit-mini-4",
          "cifar10/instdisc-resnet18",
          "cifar10/instdisc-resnet20",
          "cifar10/moco-notebook-resnet18",
          "cifar10/moco-v1-resnet18",
          "cifar10/moco-v1-resnet20",
          "cifar10/moco-v2-resnet18",
          "cifar10/moco-v2-resnet20",
          "cifar10/moco-v3-resnet18",
          "cifar10/moco-v3-resnet20",
          "cifar10/moco-v3-vit-mini-4",
          "cifar10/nnclr-resnet18",
          "cifar10/nnclr-resnet20",
          "cifar10/simclr-multicrop-resnet20",
          "cifar10/simclr-resnet18",
          "cifar10/simclr-resnet20",
          "cifar10/simclr-v2-resnet18",
          "cifar10/simclr-v2-resnet20",
          "cifar10/simsiam-resnet18",
          "cifar10/simsiam-resnet20",
          "cifar10/supcon-resnet18",
          "cifar10/supcon-resnet20",
          "cifar10/swav-multicrop-resnet20",
          "cifar10/swav-resnet18",
          "cifar10/swav-resnet20",
          "cifar10/vicreg-resnet18",
          "cifar10/vicreg-resnet20",
          "cifar100/barlow-resnet18",
          "cifar100/byol-resnet18",
          "cifar100/dino-resnet18",
          "cifar100/instdisc-resnet18",
          "cifar100/moco-v1-resnet18",
          "cifar100/moco-v2-resnet18",
          "cifar100/moco-v3-resnet18",
          "cifar100/nnclr-resnet18",
          "cifar100/simclr-resnet18",
          "cifar100/simclr-v2-resnet18",
          "cifar100/simsiam-resnet18",
          "cifar100/supcon-resnet18",
          "cifar100/swav-resnet18",
          "cifar100/vicreg-resnet18",
          "imagenet/barlow-resnet50",
          "imagenet/byol-resnet50",
          "imagenet/dino-resnet50",
          "imagenet/dino-vit-small-16",
          "imagenet/instdisc-resnet50",
          "imagenet/moco-v1-resnet50",
          "imagenet/moco-v2-resnet50",
          "imagenet/moco-v3-resnet50",
          "imagenet/moco-v3-vit-small-16",
          "imagenet/nnclr-resnet50",
          "imagenet/simclr-resnet50",
          "imagenet/simclr-v2-resnet50",
          "imagenet/simsiam-resnet50",
          "imagenet/supcon-resnet50",
          "imagenet/swav-2x160-4x96-resnet50",
          "imagenet/swav-resnet50",
          "imagenet/vicreg-resnet50",
          "imagenet100/barlow-resnet18",
          "imagenet100/byol-resnet18",
          "imagenet100/dino-resnet18",
          "imagenet100/instdisc-resnet18",
          "imagenet100/moco-v1-resnet18",
          "imagenet100/moco-v2-resnet18",
          "imagenet100/moco-v3-resnet18",
          "imagenet100/nnclr-resnet18",
          "imagenet100/simclr-resnet18",
          "imagenet100/simclr-v2-resnet18",
          "imagenet100/simsiam-resnet18",
          "imagenet100/supcon-resnet18",
          "imagenet100/swav-resnet18",
          "imagenet100/vicreg-resnet18",
          "shapes/simclr-resnet20",
          "stl10/barlow-resnet18",
          "stl10/byol-resnet18",
          "stl10/dino-resnet18",
          "stl10/instdisc-resnet18",
          "stl10/moco-v1-resnet18",
          "stl10/moco-v2-resnet18",
          "stl10/moco-v3-resnet18",
          "stl10/nnclr-resnet18",
          "stl10/simclr-resnet18",
          "stl10/simclr-v2-resnet18",
          "stl10/simsiam-resnet18",
          "stl10/supcon-resnet18",
          "stl10/swav-resnet18",
          "stl10/vicreg-resnet18");

  private static final List<String> FINETUNING =
      List.of("finetune/conv", "finetune/scratch-conv", "finetune/scratch-vit", "finetune/vit");

  private Presets() {}

  /** The names of the presets of fine-tuning, in order. */
  public static List<String> finetuning() {
    return FINETUNING;
  }

  /**
   * The preset of fine-tuning that fits a backbone.
   *
   * @param scratch whether it starts from nothing
   * @throws IllegalArgumentException if there is no such backbone
   */
  public static String finetuning(String backbone, boolean scratch) {
    String family = FinetuneConfig.isTransformer(backbone) ? "vit" : "conv";
    return "finetune/" + (scratch ? "scratch-" : "") + family;
  }

  /** The names of all presets of pre-training, in order. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The settings of a preset or of a YAML file of the user's.
   *
   * @throws IllegalArgumentException if there is neither; the message names the nearest preset
   */
  public static Map<String, Object> read(String nameOrFile) {
    if (NAMES.contains(nameOrFile) || FINETUNING.contains(nameOrFile)) {
      return Yaml.parse(nameOrFile, text(nameOrFile));
    }
    Path file = Path.of(nameOrFile);
    if (Files.isRegularFile(file)) {
      return Yaml.read(file);
    }
    throw new IllegalArgumentException(
        "'"
            + nameOrFile
            + "' is neither a file nor a preset, "
            + Nearest.suggestion(
                nameOrFile, nameOrFile.startsWith("finetune/") ? FINETUNING : NAMES));
  }

  /** The file of the preset {@code name} with its comments. */
  public static String text(String name) {
    try (InputStream in = Presets.class.getResourceAsStream("/presets/" + name + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("preset " + name + " cannot be read", e);
    }
  }
}
