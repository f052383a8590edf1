package io.pretext.testkit;

import io.pretext.graph.Shape;
import io.pretext.graph.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weights and images that follow from names and positions by one formula, so that a program in
 * another language computes them too and a golden file need hold results only.
 *
 * <p>The formula works in whole numbers and is the same to the last bit everywhere; its numbers
 * look as if drawn. The twin in Python is {@code zoo/src/test/python/closed_form.py}.
 */
public final class ClosedForm {

  private static final long MODULUS = 2_147_483_647;
  private static final long MULTIPLIER = 1_103_515_245;
  private static final long NAME_STEP = 69_621;

  private ClosedForm() {}

  /**
   * The value of a parameter or state; variances are positive, weights keep the scale of what they
   * multiply.
   *
   * @param path in the graph; the formula sees the name that weights are published under
   */
  public static float[] values(String path, long... shape) {
    String name = path.replace('/', '.');
    String last = name.substring(name.lastIndexOf('.') + 1);
    double centre = 0;
    double spread = 1;
    if (last.equals("bias") || last.equals("running_mean")) {
      spread = 0.1;
    } else if (last.equals("running_var")) {
      centre = 1;
      spread = 0.5;
    } else if (shape.length == 1) {
      centre = 1;
      spread = 0.25;
    } else if (shape.length != 3) {
      spread = Math.sqrt(3.0 / (Shape.size(shape) / shape[0]));
    }
    return values(name, centre, spread, Math.toIntExact(Shape.size(shape)));
  }

  /** An image [N, C, H, W] of values in [-1, 1). */
  public static Tensor image(long... shape) {
    return Tensor.of(values("image", 0, 1, Math.toIntExact(Shape.size(shape))), shape);
  }

  /** The same as {@code image(count, 3, side, side)}, for SameDiff. */
  public static INDArray images(int count, int side) {
    Tensor images = image(count, 3, side, side);
    return Nd4j.createFromArray(images.toArray()).reshape(images.shape());
  }

  private static float[] values(String name, double centre, double spread, int count) {
    long phase = 0;
    for (int i = 0; i < name.length(); i++) {
      phase += (i + 1L) * name.charAt(i) * NAME_STEP;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      long k = (i + phase) % MODULUS;
      long whole = k * k % MODULUS * MULTIPLIER % MODULUS;
      values[i] = (float) (centre + spread * (2.0 * whole / MODULUS - 1));
    }
    return values;
  }
}
