package io.pretext.zoo.weights;

import java.util.Collection;
import java.util.List;

/**
 * The checkpoints that are known, the most particular first: the first that fits is taken.
 *
 * <p>A new source is one entry here and one case of {@code SourcesTest}.
 */
final class Sources {

  private static final String MOMENTUM = "momentum encoder";
  private static final String PROJECTOR = "projector";
  private static final String PREDICTOR = "predictor";

  /** Every layer of a head that is an MLP: {@code fc.0.weight}, and not {@code fc.weight}. */
  private static final String MLP = "^(fc|head)\\.\\d+\\.";

  private static final Source DEIT = Source.showing("deit", "DeiT", "^blocks\\.", "^dist_token$");

  private static final List<Source> ALL =
      List.of(
          pretext("online.backbone.", "^online\\.backbone\\."),
          pretext("backbone.", "^backbone\\."),
          Source.showing("moco-v3", "MoCo v3", "^base_encoder\\.")
              .keeping("base_encoder.")
              .beside(MOMENTUM, "^momentum_encoder\\.")
              .beside(PREDICTOR, "^predictor\\.")
              .on(PROJECTOR, MLP),
          Source.showing("moco-v1", "MoCo v1", "^encoder_q\\.", "^encoder_q\\.fc\\.weight$")
              .keeping("encoder_q.")
              .beside(MOMENTUM, "^encoder_k\\.")
              .beside("queue", "^queue")
              .on(PROJECTOR, "^fc\\."),
          Source.showing("moco-v2", "MoCo v2", "^encoder_q\\.")
              .keeping("encoder_q.")
              .beside(MOMENTUM, "^encoder_k\\.")
              .beside("queue", "^queue")
              .on(PROJECTOR, "^fc\\."),
          Source.showing("pixpro", "PixPro", "^encoder\\.", "^projector\\.linear1\\.")
              .keeping("encoder.")
              .beside(MOMENTUM, "_k\\.")
              .beside(PROJECTOR, "^(projector|projector_instance)\\.")
              .beside("pixel propagation", "^value_transform\\."),
          Source.showing("simsiam", "SimSiam", "^encoder\\.fc\\.\\d", "^predictor\\.\\d")
              .keeping("encoder.")
              .beside(PREDICTOR, "^predictor\\.")
              .on(PROJECTOR, "^fc\\."),
          Source.showing("byol", "BYOL (byol-pytorch)", "^online_encoder\\.net\\.")
              .keeping("online_encoder.net.")
              .beside("target network", "^target_encoder\\.")
              .beside(PROJECTOR, "^online_encoder\\.projector\\.")
              .beside(PREDICTOR, "^online_predictor\\.")
              .beside("the same network again", "^net\\.")
              .on("the classifier that nobody trained", "^fc\\."),
          Source.showing("byol", "BYOL (PyTorch-BYOL)", "^encoder\\.\\d", "^projec?tion\\.")
              .keeping("encoder.")
              .beside(PROJECTOR, "^projec?tion\\."),
          Source.showing(
                  "barlow-twins", "Barlow Twins", "^backbone\\.", "^projector\\.\\d", "^bn\\.")
              .keeping("backbone.")
              .beside(PROJECTOR, "^(projector|bn)\\."),
          Source.showing("swav", "SwAV", "^layer4\\.", "^(projection_head|prototypes)\\.")
              .on(PROJECTOR, "^projection_head\\.")
              .on("prototypes", "^prototypes\\."),
          Source.showing(
                  "supcontrast", "SupContrast", "^encoder\\.(module\\.)?conv1\\.", "^head\\.")
              .keeping("encoder.")
              .beside(PROJECTOR, "^head\\.")
              .look(Look.CIFAR_SUPCON, Look.CIFAR_SUPCON),
          Source.showing("dino", "DINO", "^backbone\\.", "^head\\.(mlp|last_layer)\\.")
              .keeping("backbone.")
              .beside("projector", "^head\\."),
          Source.showing("dinov2", "DINOv2", "^backbone\\.mask_token$")
              .keeping("backbone.")
              .beside("projector", "^(dino|ibot)_head\\.")
              .on("mask token", "^mask_token$"),
          Source.showing("dinov2", "DINOv2", "^blocks\\..*\\.ls1\\.gamma$")
              .on("mask token", "^mask_token$"),
          Source.showing("vissl", "VISSL", "^trunk\\._feature_blocks\\.")
              .keeping("trunk._feature_blocks.")
              .beside("heads", "^heads\\."),
          Source.showing("vissl", "VISSL", "^_feature_blocks\\.").keeping("_feature_blocks."),
          Source.showing("mmpretrain", "mmpretrain", "^backbone\\.", "^head\\.|^neck\\.|branch_")
              .lacking("^(projector|projection_head)\\.")
              .keeping("backbone.")
              .classifier("^head\\.(fc|layers\\.head)\\.(weight|bias)$")
              .beside("neck", "^neck\\.")
              .beside("input normalisation", "^data_preprocessor\\.")
              .beside("target network", "^(target_|encoder_k|momentum)")
              .beside("projector", "^head\\.(predictor|loss)"),
          Source.showing("lightly", "lightly", "^backbone\\.", "^(projection|prediction)_head")
              .keeping("backbone.")
              .beside(MOMENTUM, "_momentum\\.")
              .beside(PROJECTOR, "^projection_head")
              .beside(PREDICTOR, "^prediction_head")
              .beside("prototypes", "^prototypes"),
          Source.showing("lightly", "lightly", "^backbone\\.\\d+\\.").keeping("backbone."),
          soloLearn("backbone.", "^backbone\\."),
          soloLearn("encoder.", "^encoder\\."),
          DEIT,
          Source.showing("repvgg", "RepVGG", "^stage0\\.rbr_"),
          Source.showing("timm", "timm", "^stem\\.(conv_kxk|conv_1x1|reparam_conv)\\."),
          Source.showing("timm", "timm", "^blocks\\.", "^head\\.weight$")
              .look(Look.HALF, Look.HALF),
          Source.showing("dino", "DINO", "^blocks\\.", "^cls_token$"),
          Source.showing("akamaster", "CIFAR ResNet", "^layer3\\.", "^linear\\.weight$")
              .lacking("^layer4\\.")
              .classes(
                  "airplane",
                  "automobile",
                  "bird",
                  "cat",
                  "deer",
                  "dog",
                  "frog",
                  "horse",
                  "ship",
                  "truck"),
          Source.showing("torchvision", "torchvision", "^layer4\\.", "^conv1\\."),
          Source.showing("", "a network of residual blocks", "^layer3\\.", "^conv1\\."));

  /** The paths of a run's checkpoint with dots. */
  private static Source pretext(String keep, String shows) {
    return Source.showing("pretext", "Pretext run", "^optimizer\\.", shows)
        .keeping(keep)
        .beside("optimizer", "^optimizer\\.");
  }

  private static Source soloLearn(String keep, String shows) {
    return Source.showing(
            "solo-learn", "solo-learn", shows, "^(projector|predictor|classifier|momentum_)")
        .keeping(keep)
        .beside(MOMENTUM, "^momentum_")
        .beside(PROJECTOR, "^projector\\.")
        .beside(PREDICTOR, "^predictor\\.")
        .beside("online classifier", "^classifier\\.")
        .beside("queue", "^queue")
        .beside("prototypes", "^prototypes")
        .look(Look.IMAGENET, Look.CIFAR_SOLO);
  }

  private Sources() {}

  /** The source of tensors with these names; one that keeps everything if none is known. */
  static Source of(Collection<String> names) {
    return ALL.stream()
        .filter(source -> source.fits(names))
        .findFirst()
        .orElseGet(() -> unknown(names));
  }

  /** What a transformer in a dictionary called {@code model} is, with or without distillation. */
  static Source deit() {
    return DEIT;
  }

  /** A backbone that somebody put into a network of their own. */
  private static Source unknown(Collection<String> names) {
    for (String prefix : List.of("backbone.", "encoder.")) {
      if (names.stream().anyMatch(name -> name.startsWith(prefix))) {
        return Source.showing("", "an unknown source").keeping(prefix);
      }
    }
    return Source.showing("", "an unknown source");
  }
}
