package io.pretext.app.model;

import io.pretext.app.config.BackboneConfig;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ResizedModel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Weights of a model that a network starts from, checked to fit before any is used. */
public final class InitialWeights {

  private InitialWeights() {}

  /**
   * Checks that {@code model} holds weights of a backbone.
   *
   * @param name of the model, shown in errors
   * @param backbone to start
   * @throws IllegalArgumentException if they are weights of another network; the message says what
   *     does not fit
   */
  public static void requireNetwork(String name, Model model, BackboneConfig backbone) {
    Description has = model.description();
    if (!has.backbone().equals(backbone.name()) || has.width() != backbone.width()) {
      throw new IllegalArgumentException(
          "%s holds weights of %s (width %s), the network to start is %s (width %s)"
                  .formatted(name, has.backbone(), has.width(), backbone.name(), backbone.width())
              + ": set backbone.name=%s and backbone.width=%s, or take other weights"
                  .formatted(has.backbone(), has.width()));
    }
    requireNorms(name, model, backbone);
  }

  /**
   * Checks that the weights of {@code model} were trained with the norms of {@code backbone}: those
   * of another norm may have the same names and shapes, and mean something else.
   *
   * @param name of the model, shown in errors
   * @throws IllegalArgumentException if not
   */
  public static void requireNorms(String name, Model model, BackboneConfig backbone) {
    Description has = model.description();
    if (has.norm() != backbone.norm() || has.standardise() != backbone.standardise()) {
      String norm = has.norm().name().toLowerCase(Locale.ROOT);
      throw new IllegalArgumentException(
          "%s holds weights trained with other norms: set backbone.norm=%s and backbone.standardise=%s, or take other weights"
              .formatted(name, norm, has.standardise()));
    }
  }

  /**
   * The values of {@code model} for some paths of a network, each read when it is asked for;
   * position embeddings are resized to other images.
   *
   * @param name of the model, shown in errors
   * @param shapes of the paths
   * @param size side of the network's images in pixels
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  public static Function<String, float[]> of(
      String name, Model model, Map<String, long[]> shapes, int size) {
    Model sized = ResizedModel.resized(model, size);
    shapes.forEach((path, shape) -> requireShape(name, sized, path, shape));
    return sized::read;
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
