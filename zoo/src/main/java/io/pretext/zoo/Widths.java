package io.pretext.zoo;

/** Numbers of channels under a width factor. */
final class Widths {

  private Widths() {}

  /** {@code channels} times {@code factor}, rounded, at least one. */
  static int scaled(int channels, double factor) {
    return (int) Math.max(1, Math.round(channels * factor));
  }
}
