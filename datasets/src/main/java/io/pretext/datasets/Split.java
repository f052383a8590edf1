package io.pretext.datasets;

import java.util.Collection;
import java.util.stream.Collectors;

/** Which part of a data set. */
public enum Split {
  TRAIN("train"),
  VALIDATION("val"),
  TEST("test"),
  UNLABELLED("unlabelled");

  private final String word;

  Split(String word) {
    this.word = word;
  }

  /** The name as people write it, on the command line and in folders: {@code val}. */
  public String word() {
    return word;
  }

  static String words(Collection<Split> splits) {
    return splits.stream().map(Split::word).collect(Collectors.joining(", "));
  }
}
