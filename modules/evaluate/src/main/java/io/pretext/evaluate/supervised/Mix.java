package io.pretext.evaluate.supervised;

import io.pretext.graph.Tensor;
import java.nio.FloatBuffer;
import java.util.random.RandomGenerator;

/**
 * How one batch is mixed: row i with row N - 1 - i.
 *
 * @param weight of a row's own target; the partner has the rest
 * @param blended whether pixels are blended with that weight (mixup), else a box is exchanged
 * @param x left edge of the box in pixels
 * @param y upper edge of the box in pixels
 * @param width of the box in pixels
 * @param height of the box in pixels
 */
public record Mix(double weight, boolean blended, int x, int y, int width, int height) {

  /** Leaves everything as it is. */
  public static final Mix NONE = new Mix(1, false, 0, 0, 0, 0);

  /** Mixup: every pixel is the weighted mean of the two rows'. */
  static Mix blend(double weight) {
    return new Mix(weight, true, 0, 0, 0, 0);
  }

  /**
   * Cutmix: a box of the area 1 - {@code weight}, around a uniform point and cut at the edges; the
   * weight is then what is left of the row itself.
   */
  static Mix cut(double weight, int size, RandomGenerator random) {
    int half = (int) (size * Math.sqrt(1 - weight)) / 2;
    int centreX = random.nextInt(size);
    int centreY = random.nextInt(size);
    int left = Math.max(0, centreX - half);
    int top = Math.max(0, centreY - half);
    int width = Math.min(size, centreX + half) - left;
    int height = Math.min(size, centreY + half) - top;
    double own = 1 - (double) width * height / ((double) size * size);
    return new Mix(own, false, left, top, width, height);
  }

  /** Mixes images [N, C, H, W] in place. */
  public void images(Tensor images) {
    int rows = (int) images.shape()[0];
    int length = images.data().capacity() / rows;
    for (int row = 0; row < rows / 2; row++) {
      if (blended) {
        blend(images.data(), row * length, (rows - 1 - row) * length, length);
      } else if (width > 0) {
        exchange(images, row * length, (rows - 1 - row) * length);
      }
    }
  }

  private void blend(FloatBuffer data, int a, int b, int length) {
    float own = (float) weight;
    float other = (float) (1 - weight);
    for (int i = 0; i < length; i++) {
      float one = data.get(a + i);
      float two = data.get(b + i);
      data.put(a + i, own * one + other * two);
      data.put(b + i, own * two + other * one);
    }
  }

  private void exchange(Tensor images, int a, int b) {
    long[] shape = images.shape();
    int side = (int) shape[3];
    for (int c = 0; c < shape[1]; c++) {
      for (int row = y; row < y + height; row++) {
        int from = (c * (int) shape[2] + row) * side + x;
        for (int i = from; i < from + width; i++) {
          float one = images.data().get(a + i);
          images.data().put(a + i, images.data().get(b + i));
          images.data().put(b + i, one);
        }
      }
    }
  }

  /**
   * Fills targets [N, classes]: of a label, {@code 1 - smoothing} for its class and the rest spread
   * over all classes; then mixed like the images.
   *
   * @param labels class of each row before mixing
   */
  public void targets(int[] labels, double smoothing, Tensor targets) {
    int rows = labels.length;
    int classes = (int) targets.shape()[1];
    float spread = (float) (smoothing / classes);
    for (int i = 0; i < targets.data().capacity(); i++) {
      targets.data().put(i, spread);
    }
    for (int row = 0; row < rows; row++) {
      add(targets, row * classes + labels[row], weight * (1 - smoothing));
      add(targets, row * classes + labels[rows - 1 - row], (1 - weight) * (1 - smoothing));
    }
  }

  private static void add(Tensor targets, int at, double amount) {
    targets.data().put(at, (float) (targets.data().get(at) + amount));
  }
}
