package io.pretext.evaluate;

import java.util.ArrayList;
import java.util.Collections;

/**
 * Features of labelled images, in memory.
 *
 * @param rows one vector per image, [rows, D]
 * @param labels class of each row, negative for none
 */
public record Features(float[][] rows, int[] labels) {

  public Features {
    if (rows.length != labels.length) {
      throw new IllegalArgumentException(
          rows.length + " rows of features have " + labels.length + " labels; give each row one");
    }
    for (float[] row : rows) {
      if (row.length != rows[0].length) {
        throw new IllegalArgumentException(
            "rows of features have " + rows[0].length + " and " + row.length + " values");
      }
    }
  }

  /** Encodes all of {@code images}. */
  public static Features of(LabelledImages images, Encoder encoder) {
    var rows = new ArrayList<float[]>(images.size());
    images.encode(encoder, part -> Collections.addAll(rows, part));
    return new Features(rows.toArray(float[][]::new), images.labels());
  }

  /** Number of images. */
  public int size() {
    return rows.length;
  }

  /** Values per image; 0 if there is none. */
  public int dim() {
    return rows.length == 0 ? 0 : rows[0].length;
  }
}
