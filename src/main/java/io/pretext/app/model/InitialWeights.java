package io.pretext.app.model;

import io.pretext.graph.Backbone;
import io.pretext.zoo.PositionEmbeddings;
import io.pretext.zoo.VisionTransformer;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights of a model that a network starts from, checked to fit before any is used. */
public final class InitialWeights {

  private static final String POSITIONS = "pos_embed";

  private InitialWeights() {}

  /**
   * Checks that {@code model} has a value for every path of a backbone.
   *
   * @param name of the model, shown in errors
   * @param backbone as {@code Backbones.create} knows it
   * @param width factor on its channels
   * @param shapes of the backbone's parameters and states by path
   * @throws IllegalArgumentException if they are weights of another network; the message says what
   *     does not fit
   */
  public static void require(
      String name, Model model, String backbone, double width, Map<String, long[]> shapes) {
    Description has = model.description();
    if (!has.backbone().equals(backbone) || has.width() != width) {
      throw new IllegalArgumentException(
          "%s holds weights of %s (width %s), the network to start is %s (width %s)"
                  .formatted(name, has.backbone(), has.width(), backbone, width)
              + ": set backbone.name=%s and backbone.width=%s, or take other weights"
                  .formatted(has.backbone(), has.width()));
    }
    shapes.forEach((path, shape) -> requireShape(name, model, path, shape));
  }

  /**
   * The values of {@code model} for some paths of a network; position embeddings are resized to
   * other images.
   *
   * @param name of the model, shown in errors
   * @param backbone that the paths are of
   * @param shapes of the paths
   * @param size side of the network's images in pixels
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  public static Map<String, float[]> of(
      String name, Model model, Backbone backbone, Map<String, long[]> shapes, int size) {
    var values = new LinkedHashMap<String, float[]>();
    shapes.forEach(
        (path, shape) -> {
          if (path.equals(POSITIONS)
              && backbone instanceof VisionTransformer transformer
              && model.paths().contains(path)
              && !Arrays.equals(model.shape(path), shape)) {
            int side = size / transformer.patch();
            values.put(
                path,
                PositionEmbeddings.resize(
                    model.read(path), transformer.width(), transformer.placed(), side, side));
          } else {
            requireShape(name, model, path, shape);
            values.put(path, model.read(path));
          }
        });
    return values;
  }

  private static void requireShape(String name, Model model, String path, long[] shape) {
    if (!model.paths().contains(path)) {
      throw new IllegalArgumentException(
          name + " has no '" + path + "', which the network has: take other weights");
    }
    long[] has = model.shape(path);
    if (!Arrays.equals(has, shape)) {
      throw new IllegalArgumentException(
          "%s has '%s' with shape %s, the network's is %s: take other weights"
              .formatted(name, path, Arrays.toString(has), Arrays.toString(shape)));
    }
  }
}
