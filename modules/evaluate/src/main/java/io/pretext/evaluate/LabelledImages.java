package io.pretext.evaluate;

import io.pretext.graph.Batch;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Images in a fixed order with their labels.
 *
 * @param parts the images, batch after batch; iterated anew at each use
 * @param labels class of each image in the same order, negative for none
 */
public record LabelledImages(Iterable<Part> parts, int[] labels) {

  /**
   * A batch of which only the first images count.
   *
   * @param batch as the graph wants it, so always of the same size
   * @param valid number of images that count; the rest is padding
   */
  public record Part(Batch batch, int valid) {

    /** Images in the batch, padding included. */
    int size() {
      return (int) batch.tensors().values().iterator().next().shape()[0];
    }
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  /**
   * Encodes the images in order and hands over their features part by part, [valid, D] each, so
   * that only one part need be in memory.
   *
   * @throws IllegalArgumentException if there are more or fewer images than labels, or the encoder
   *     does not give one row per image
   */
  public void encode(Encoder encoder, Consumer<float[][]> into) {
    int seen = 0;
    for (Part part : parts) {
      seen += part.valid();
      if (seen > size()) {
        throw new IllegalArgumentException(
            "there are " + size() + " labels but more images; give each image one label");
      }
      into.accept(rows(encoder.encode(part.batch()), part));
    }
    if (seen < size()) {
      throw new IllegalArgumentException(
          "there are " + size() + " labels but " + seen + " images; give each image one label");
    }
  }

  private static float[][] rows(float[] values, Part part) {
    int batch = part.size();
    if (values.length % batch != 0) {
      throw new IllegalArgumentException(
          "an encoder gave "
              + values.length
              + " values for a batch of "
              + batch
              + " images; it must give every image as many");
    }
    int dim = values.length / batch;
    var rows = new float[part.valid()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * dim, (i + 1) * dim);
    }
    return rows;
  }
}
