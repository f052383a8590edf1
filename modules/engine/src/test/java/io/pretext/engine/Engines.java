package io.pretext.engine;

import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.graph.Batch;
import io.pretext.graph.Shape;
import io.pretext.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;

/** The engines that the contract holds to each other, and what the contract feeds them. */
final class Engines {

  private Engines() {}

  /** Every engine, for graphs of floats. */
  static Stream<Engine> all() {
    return Stream.of(new ReferenceEngine(), new OneDnnEngine());
  }

  /** Values from N(0, 1) that depend on the seed and the input's name. */
  static Batch gaussian(Map<String, long[]> inputs, long seed) {
    var tensors = new LinkedHashMap<String, Tensor>();
    inputs.forEach(
        (name, shape) -> {
          var random = new SplittableRandom(seed * 31 + name.hashCode());
          var values = new float[Math.toIntExact(Shape.size(shape))];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
          }
          tensors.put(name, Tensor.of(values, shape));
        });
    return new Batch(tensors);
  }

  /** The same settings for every path, without clipping. */
  static Function<String, UpdateRule.Settings> settings(double rate, double decay) {
    return path -> new UpdateRule.Settings(rate, decay, true, Double.POSITIVE_INFINITY);
  }

  /** The norm of the difference over the norm of {@code expected}. */
  static double error(float[] actual, float[] expected) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return difference == 0 ? 0 : Math.sqrt(difference / size);
  }
}
