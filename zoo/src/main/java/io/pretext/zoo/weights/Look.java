package io.pretext.zoo.weights;

import java.util.List;

/**
 * Normalisation that weights were trained with.
 *
 * @param mean of red, green and blue, of values in [0, 1]
 * @param deviation of red, green and blue
 */
record Look(List<Double> mean, List<Double> deviation) {

  static final Look IMAGENET = new Look(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /** To [-1, 1], as ViT's authors and timm's weights of theirs. */
  static final Look HALF = new Look(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

  /** As solo-learn has it. */
  static final Look CIFAR_SOLO =
      new Look(List.of(0.4914, 0.4822, 0.4465), List.of(0.247, 0.243, 0.261));

  /** As SupContrast has it. */
  static final Look CIFAR_SUPCON =
      new Look(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.201));
}
