package io.pretext.augment;

/**
 * Colour operations in place on the first {@code n} values of three planes of whole levels, red
 * first; each rounds its result to whole levels, as operations on 8-bit images do. The definitions
 * are those of torchvision on Pillow images, except that hue is shifted in unrounded HSV.
 *
 * <p>One instance per worker: it keeps its scratch.
 */
final class Colours {

  /** The weights of ITU-R 601 in 2^-15, as OpenCV has them; sums of 255 stay exact in a float. */
  private static final float RED = 9798f / 32768;

  private static final float GREEN = 19235f / 32768;
  private static final float BLUE = 3735f / 32768;

  /** Which plane is highest in each sixth of the colour wheel: red, green, green, blue, ... */
  private static final int[] HIGHEST = {0, 1, 1, 2, 2, 0};

  private static final int[] MIDDLE = {1, 0, 2, 1, 0, 2};
  private static final int[] LOWEST = {2, 2, 0, 0, 1, 1};

  /** The sixth of the wheel, by whether red >= green (4), green >= blue (2), red >= blue (1). */
  private static final int[] SIXTH = {3, 0, 2, 1, 4, 5, 0, 0};

  private float[] gray = new float[0];

  /** The four operations in the drawn order. */
  void jitter(float[][] planes, int n, Jitter jitter) {
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
  void brightness(float[][] planes, int n, float factor) {
    if (factor != 1) {
      for (float[] plane : planes) {
        Planes.scaleLevels(plane, n, factor, 0);
      }
    }
  }

  /** Blends with the mean grey of the image, a whole level. */
  void contrast(float[][] planes, int n, float factor) {
    if (factor != 1) {
      gray(planes, n);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += gray[i];
      }
      float mean = (float) Math.rint(sum / n);
      for (float[] plane : planes) {
        Planes.scaleLevels(plane, n, factor, (1 - factor) * mean);
      }
    }
  }

  /** Blends with the grey of each pixel. */
  void saturation(float[][] planes, int n, float factor) {
    if (factor != 1) {
      gray(planes, n);
      for (float[] plane : planes) {
        Planes.blendLevels(plane, gray, n, factor);
      }
    }
  }

  /**
   * Turns the hue by {@code shift} turns, with saturation and value of HSV kept.
   *
   * <p>Value and saturation fix the highest and the lowest channel, so a turn moves these two
   * levels to other planes and computes the middle one. Tables stand for branches, which noisy
   * images would mispredict.
   */
  void hue(float[][] planes, int n, float shift) {
    if (shift == 0) {
      return;
    }
    // Positive, so that a cast to int rounds down.
    float sixths = 6 * (shift < 0 ? shift + 1 : shift);
    float[] red = planes[0];
    float[] green = planes[1];
    float[] blue = planes[2];
    for (int i = 0; i < n; i++) {
      int r = (int) red[i];
      int g = (int) green[i];
      int b = (int) blue[i];
      int high = Math.max(r, Math.max(g, b));
      int low = Math.min(r, Math.min(g, b));
      if (high > low) {
        int sixth = SIXTH[(r >= g ? 4 : 0) + (g >= b ? 2 : 0) + (r >= b ? 1 : 0)];
        float chroma = high - low;
        float part = (r + g + b - high - 2 * low) / chroma;
        float turned = sixths + sixth + ((sixth & 1) == 0 ? part : 1 - part);
        int whole = (int) turned;
        float rest = turned - whole;
        float middle = low + chroma * ((whole & 1) == 0 ? rest : 1 - rest);
        int to = whole >= 12 ? whole - 12 : whole >= 6 ? whole - 6 : whole;
        planes[HIGHEST[to]][i] = high;
        planes[MIDDLE[to]][i] = Planes.level(middle);
        planes[LOWEST[to]][i] = low;
      }
    }
  }

  /** Turns grey, in three equal planes. */
  void grayscale(float[][] planes, int n) {
    gray(planes, n);
    for (float[] plane : planes) {
      System.arraycopy(gray, 0, plane, 0, n);
    }
  }

  /** Inverts the levels of 128 and more. */
  void solarize(float[][] planes, int n) {
    for (float[] plane : planes) {
      for (int i = 0; i < n; i++) {
        // Of a level and its inverse, the lower is the one that was below 128 or now is.
        plane[i] = Math.min(plane[i], 255 - plane[i]);
      }
    }
  }

  private void gray(float[][] planes, int n) {
    if (gray.length < n) {
      gray = new float[n];
    }
    gray(planes[0], planes[1], planes[2], gray, n);
  }

  private static void gray(float[] red, float[] green, float[] blue, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = Planes.level(RED * red[i] + GREEN * green[i] + BLUE * blue[i]);
    }
  }
}
