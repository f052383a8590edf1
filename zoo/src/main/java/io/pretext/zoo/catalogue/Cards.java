package io.pretext.zoo.catalogue;

import io.pretext.config.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The model cards, JSON files beside this class. */
public final class Cards {

  private static final List<String> NAMES =
      List.of(
          "resnet20-simclr-cifar10",
          "resnet18-in1k",
          "resnet50-in1k",
          "resnet50-dino",
          "resnet50-barlow-twins",
          "resnet50-swav",
          "resnet50-moco-v3",
          "resnet50-simsiam",
          "vit-small-16-dino",
          "vit-base-16-dino",
          "dinov2-small-14-lvd142m",
          "deit-tiny-16-in1k",
          "deit-tiny-distilled-16-in1k",
          "deit-small-16-in1k",
          "deit-small-distilled-16-in1k",
          "repvgg-a0-in1k",
          "repvgg-a1-in1k");

  private Cards() {}

  /** Names of all models, in the order in which they are shown. */
  public static List<String> names() {
    return NAMES;
  }

  /** All cards. */
  public static List<ModelCard> all() {
    return NAMES.stream().map(Cards::named).toList();
  }

  /**
   * The card of {@code name}.
   *
   * @throws IllegalArgumentException if there is none; the message suggests the nearest name
   */
  public static ModelCard named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "there is no model '" + name + "' in the zoo, " + Nearest.suggestion(name, NAMES));
    }
    String resource = name + ".json";
    try (InputStream in = Cards.class.getResourceAsStream(resource)) {
      return ModelCard.parse("card " + name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }
}
