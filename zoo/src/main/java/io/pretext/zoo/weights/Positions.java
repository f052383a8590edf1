package io.pretext.zoo.weights;

import io.pretext.zoo.PositionEmbeddings;
import java.util.Arrays;
import java.util.Map;

/**
 * Position embeddings of a file, which are of some size of image and may lack those of the tokens
 * in front.
 *
 * @param shape [1, tokens, width]
 * @param front tokens in front of the patches that the network has embeddings for
 * @param absent how many of those the file has none for, as timm does where it has added them to
 *     the tokens
 */
record Positions(long[] shape, int front, int absent) {

  static final String NAME = "pos_embed";
  private static final String REGISTERS = "register_tokens";

  /** Those among tensors of these shapes; null if there are none. */
  static Positions of(Map<String, long[]> shapes) {
    long[] shape = shapes.get(NAME);
    if (shape == null || shape.length != 3) {
      return null;
    }
    int front = shapes.containsKey("dist_token") ? 2 : 1;
    boolean patchesOnly =
        shapes.containsKey(REGISTERS) && isSquare(shape[1]) && !isSquare(shape[1] - front);
    return new Positions(shape, front, patchesOnly ? front : 0);
  }

  /** Side of the image that they are of. */
  int image(int patch) {
    return (int) Math.round(Math.sqrt(shape[1] - front + absent)) * patch;
  }

  /** As a network for images of {@code patches} x {@code patches} patches wants them. */
  float[] fit(float[] values, int patches) {
    int width = (int) shape[2];
    float[] whole = new float[absent * width + values.length];
    System.arraycopy(values, 0, whole, absent * width, values.length);
    return PositionEmbeddings.resize(whole, width, front, patches, patches);
  }

  /** Whether {@code wanted} differs from these in the number of tokens only. */
  boolean fits(long[] wanted) {
    return wanted.length == 3
        && wanted[0] == shape[0]
        && wanted[2] == shape[2]
        && isSquare(shape[1] - front + absent);
  }

  boolean isAsWanted(long[] wanted) {
    return absent == 0 && Arrays.equals(shape, wanted);
  }

  private static boolean isSquare(long n) {
    long side = Math.round(Math.sqrt(Math.max(0, n)));
    return n > 0 && side * side == n;
  }
}
