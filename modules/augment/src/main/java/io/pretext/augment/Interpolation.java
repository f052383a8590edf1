package io.pretext.augment;

/**
 * How a crop is resized. When it shrinks, the filter is widened by the same factor, so that nothing
 * aliases: the definition of Pillow, which the published recipes were run with.
 */
public enum Interpolation {
  BILINEAR(1) {
    @Override
    double at(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },
  /** Cubic convolution with a = -0.5 (Keys 1981, Catmull-Rom). */
  BICUBIC(2) {
    @Override
    double at(double x) {
      double d = Math.abs(x);
      if (d < 1) {
        return (1.5 * d - 2.5) * d * d + 1;
      }
      return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    }
  };

  /** The filter is zero further than this from its centre, in pixels. */
  final int support;

  Interpolation(int support) {
    this.support = support;
  }

  /** Height of the filter at distance {@code x} from its centre. */
  abstract double at(double x);
}
