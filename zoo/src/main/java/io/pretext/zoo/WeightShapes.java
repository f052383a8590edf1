package io.pretext.zoo;

import io.pretext.graph.Backbone;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which values a backbone has, told without building its graph: what {@code Backbone.build} would
 * make of it, in milliseconds and without any native library.
 *
 * @param values shape by path of its parameters and states, in the order of the network
 * @param heads names that its classifiers have, each a linear layer
 * @param features numbers that each of them sees
 */
public record WeightShapes(Map<String, long[]> values, List<String> heads, int features) {

  /**
   * The values of a backbone by its name.
   *
   * @param image side of its images in pixels, on which position embeddings depend
   * @throws IllegalArgumentException if there is no such backbone
   */
  public static WeightShapes of(String name, BackboneOptions options, int image) {
    return of(Backbones.create(name, options), image);
  }

  /** The values of {@code backbone}, one that {@link Backbones} creates. */
  static WeightShapes of(Backbone backbone, int image) {
    if (backbone instanceof Projector.Projected net) {
      WeightShapes below = of(net.backbone(), image);
      var listing = new Listing();
      below.values().forEach(listing::value);
      net.projector().list(listing, below.features());
      return new WeightShapes(listing.values(), below.heads(), net.width());
    }
    if (backbone instanceof ResNet net) {
      return new WeightShapes(net.shapes(), List.of("fc"), net.width());
    }
    if (backbone instanceof CifarResNet net) {
      return new WeightShapes(net.shapes(), List.of("linear"), net.width());
    }
    if (backbone instanceof RepVgg net) {
      return new WeightShapes(RepVggShapes.of(net), List.of("linear"), net.width());
    }
    if (backbone instanceof VisionTransformer net) {
      return VisionTransformerShapes.of(net, image);
    }
    throw new IllegalArgumentException("nobody told the values of a " + backbone.getClass());
  }

  /** A list of values that grows layer by layer. */
  static final class Listing {

    private final Map<String, long[]> values = new LinkedHashMap<>();

    Map<String, long[]> values() {
      return values;
    }

    Listing value(String path, long... shape) {
      values.put(path, shape);
      return this;
    }

    /** A weight alone; {@code in} counts the channels that each output sees. */
    Listing conv(String name, int in, int out, int kernel) {
      return value(name + "/weight", out, in, kernel, kernel);
    }

    Listing bias(String name, int out) {
      return value(name + "/bias", out);
    }

    Listing batchNorm(String name, int channels) {
      return layerNorm(name, channels)
          .value(name + "/running_mean", channels)
          .value(name + "/running_var", channels);
    }

    Listing layerNorm(String name, int width) {
      return value(name + "/weight", width).bias(name, width);
    }

    Listing linear(String name, int in, int out) {
      return value(name + "/weight", out, in).bias(name, out);
    }
  }
}
