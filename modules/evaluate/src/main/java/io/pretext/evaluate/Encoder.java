package io.pretext.evaluate;

import io.pretext.engine.Inference;
import io.pretext.graph.Batch;

/** Turns a batch of N images into N rows of features. */
@FunctionalInterface
public interface Encoder {

  /** Features of every image of {@code batch}, row-major: [N, D]. */
  float[] encode(Batch batch);

  /** The value that {@code inference} calls {@code output}. */
  static Encoder of(Inference inference, String output) {
    return batch -> inference.run(batch).get(output);
  }

  /** The values of the input {@code image} themselves, which is to say no representation at all. */
  static Encoder pixels() {
    return batch -> batch.tensor("image").toArray();
  }
}
