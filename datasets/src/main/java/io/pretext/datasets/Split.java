package io.pretext.datasets;

/** Which part of a data set. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST,
  UNLABELLED
}
