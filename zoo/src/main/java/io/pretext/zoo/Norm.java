package io.pretext.zoo;

/** What normalises after the convolutions of a residual network. */
public enum Norm {
  /** Per channel over the batch, as published. */
  BATCH,
  /** Per image over groups of channels, as many as {@link ResidualNorms#groups} says. */
  GROUP,
  /** Nothing: every convolution has a bias in its place. */
  NONE
}
