package io.pretext.zoo.weights;

import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.WeightShapes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A network that tensors may be the weights of.
 *
 * @param backbone its name
 * @param options width and form
 * @param image side of its images in pixels
 * @param values shapes by published name, without classifiers
 * @param told heads and their width
 */
record Network(
    String backbone,
    BackboneOptions options,
    int image,
    Map<String, long[]> values,
    WeightShapes told) {

  /** Side of the images that ImageNet's networks are evaluated on. */
  private static final int LARGE = 224;

  /** Side of CIFAR's images. */
  private static final int SMALL = 32;

  static Network of(String backbone, BackboneOptions options, int image) {
    WeightShapes told = WeightShapes.of(backbone, options, image);
    Map<String, long[]> values =
        told.values().entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey().replace('/', '.'),
                    Map.Entry::getValue,
                    (a, b) -> a,
                    LinkedHashMap::new));
    return new Network(backbone, options, image, values, told);
  }

  /** Whether it was made for images of 32 pixels. */
  static boolean isSmall(String backbone) {
    return backbone.endsWith("-cifar")
        || backbone.matches("resnet(20|32|44|56|110)")
        || backbone.contains("-mini");
  }

  /** The images of {@code backbone} if nobody says otherwise. */
  static int usualImage(String backbone) {
    return isSmall(backbone) ? SMALL : LARGE;
  }
}
