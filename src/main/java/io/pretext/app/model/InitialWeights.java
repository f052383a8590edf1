package io.pretext.app.model;

import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.Arrays;
import java.util.Map;

/** Weights of a model that a network starts from, checked to fit before any is used. */
public final class InitialWeights {

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
