package io.pretext.augment;

/**
 * Colour operations in place on three planes of whole levels, red first; each rounds its result to
 * whole levels, as operations on 8-bit images do. The definitions are those of torchvision on
 * Pillow images, except that hue is shifted in unrounded HSV.
 *
 * <p>One instance per worker: it keeps its scratch.
 */
final class Colours {

  /** The weights of ITU-R 601 in 2^-15, as OpenCV has them; sums of 255 stay exact in a float. */
  private static final float RED = 9798f / 32768;

  private static final float GREEN = 19235f / 32768;
  private static final float BLUE = 3735f / 32768;

  private static final float THRESHOLD = 128;

  private float[] gray = new float[0];

  /** The four operations in the drawn order. */
  void jitter(float[] planes, int n, Jitter jitter) {
    for (int i = 0; i < Jitter.Operation.values().length; i++) {
      switch (jitter.operation(i)) {
        case BRIGHTNESS -> brightness(planes, n, (float) jitter.brightness());
        case CONTRAST -> contrast(planes, n, (float) jitter.contrast());
        case SATURATION -> saturation(planes, n, (float) jitter.saturation());
        case HUE -> hue(planes, n, (float) jitter.hue());
        default -> throw new IllegalStateException(jitter.toString());
      }
    }
  }

  /** Blends with black. */
  void brightness(float[] planes, int n, float factor) {
    if (factor != 1) {
      Planes.scale(planes, 3 * n, factor, 0);
    }
  }

  /** Blends with the mean grey of the image, a whole level. */
  void contrast(float[] planes, int n, float factor) {
    if (factor != 1) {
      gray(planes, n);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += gray[i];
      }
      float mean = (float) Math.rint(sum / n);
      Planes.scale(planes, 3 * n, factor, (1 - factor) * mean);
    }
  }

  /** Blends with the grey of each pixel. */
  void saturation(float[] planes, int n, float factor) {
    if (factor != 1) {
      gray(planes, n);
      for (int at = 0; at < 3 * n; at += n) {
        blend(planes, at, n, factor);
      }
    }
  }

  private void blend(float[] planes, int at, int n, float factor) {
    for (int i = 0; i < n; i++) {
      planes[at + i] = Planes.level(factor * planes[at + i] + (1 - factor) * gray[i]);
    }
  }

  /** Turns the hue by {@code shift} turns, with saturation and value of HSV kept. */
  void hue(float[] planes, int n, float shift) {
    if (shift == 0) {
      return;
    }
    float sixths = 6 * shift;
    for (int i = 0; i < n; i++) {
      float r = planes[i];
      float g = planes[n + i];
      float b = planes[2 * n + i];
      float value = Math.max(r, Math.max(g, b));
      float chroma = value - Math.min(r, Math.min(g, b));
      if (chroma > 0) {
        float hue = sixths + sector(r, g, b, value, chroma);
        planes[i] = channel(hue + 5, value, chroma);
        planes[n + i] = channel(hue + 3, value, chroma);
        planes[2 * n + i] = channel(hue + 1, value, chroma);
      }
    }
  }

  /** The hue in sixths of a turn, [-1, 5]. */
  private static float sector(float r, float g, float b, float value, float chroma) {
    if (value == r) {
      return (g - b) / chroma;
    }
    return value == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
  }

  /** A channel of HSV: {@code value - chroma * clamp(min(k, 4 - k), 0, 1)} with k modulo 6. */
  private static float channel(float k, float value, float chroma) {
    float wrapped = k < 0 ? k + 6 : k >= 12 ? k - 12 : k >= 6 ? k - 6 : k;
    float part = Math.min(1f, Math.max(0f, Math.min(wrapped, 4 - wrapped)));
    return Planes.level(value - chroma * part);
  }

  /** Turns grey, in three equal planes. */
  void grayscale(float[] planes, int n) {
    gray(planes, n);
    for (int at = 0; at < 3 * n; at += n) {
      System.arraycopy(gray, 0, planes, at, n);
    }
  }

  /** Inverts the levels of 128 and more. */
  void solarize(float[] planes, int n) {
    for (int i = 0; i < 3 * n; i++) {
      planes[i] = planes[i] < THRESHOLD ? planes[i] : 255 - planes[i];
    }
  }

  private void gray(float[] planes, int n) {
    if (gray.length < n) {
      gray = new float[n];
    }
    for (int i = 0; i < n; i++) {
      gray[i] = Planes.level(RED * planes[i] + GREEN * planes[n + i] + BLUE * planes[2 * n + i]);
    }
  }
}
