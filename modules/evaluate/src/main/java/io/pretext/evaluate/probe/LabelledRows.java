package io.pretext.evaluate.probe;

import java.util.Arrays;

/**
 * Features and what they are features of.
 *
 * @param rows [N, D]
 * @param labels class of each row, from 0
 * @param classes how many there are
 */
public record LabelledRows(Rows rows, int[] labels, int classes) {

  public LabelledRows {
    if (rows.size() != labels.length) {
      throw new IllegalArgumentException(
          rows.size() + " rows of features have " + labels.length + " labels; give each row one");
    }
    if (labels.length == 0) {
      throw new IllegalArgumentException("there is no row of features to probe");
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            label < 0
                ? "a probe needs labels, some images have none: give data whose images have classes"
                : "an image has class " + label + " of " + classes);
      }
    }
  }

  /** Number of rows. */
  public int size() {
    return labels.length;
  }

  /** The given rows in the given order. */
  public LabelledRows select(int[] indices) {
    return new LabelledRows(
        rows.select(indices), Arrays.stream(indices).map(i -> labels[i]).toArray(), classes);
  }
}
