package io.pretext.zoo;

import io.pretext.graph.Layers;
import io.pretext.graph.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Structural re-parameterisation: the values of a RepVGG's deploy form from those of its form for
 * training.
 *
 * <p>It works on paths alone, under any scope, so the values may be those of a model, a training
 * step or an inference. A batch norm after a linear map is a linear map; so is the sum of three,
 * and all fit into one 3x3 kernel: the 1x1 at its centre, the identity as a one there. Dilation
 * moves no centre and changes nothing. Sums are made in double. What is no branch of a block
 * (squeeze-and-excite, a classifier, a head) stays as it is.
 *
 * @see <a href="https://arxiv.org/abs/2101.03697">Ding et al., 2021</a>, section 3.3
 */
public final class Reparameterisation {

  private static final String DENSE = "rbr_dense";
  private static final String POINTWISE = "rbr_1x1";
  private static final String IDENTITY = "rbr_identity";
  private static final String FUSED = "rbr_reparam";
  private static final int KERNEL = 3;

  private final Set<String> train;
  private final Map<String, long[]> deploy = new LinkedHashMap<>();

  /**
   * @param train shape by path of all values of the form for training
   * @throws IllegalArgumentException if these are no values of that form
   */
  public Reparameterisation(Map<String, long[]> train) {
    if (isDeployed(train.keySet())) {
      throw new IllegalArgumentException(
          "these are the weights of a deploy form already: they have " + FUSED);
    }
    this.train = Set.copyOf(train.keySet());
    train.forEach(this::place);
    if (!isDeployed(deploy.keySet())) {
      throw new IllegalArgumentException(
          "only a RepVGG has a deploy form, and these weights have no "
              + DENSE
              + " or "
              + POINTWISE);
    }
  }

  /** Whether {@code paths} are those of a deploy form. */
  public static boolean isDeployed(Set<String> paths) {
    return paths.stream().anyMatch(path -> path.contains(FUSED + "/"));
  }

  /** Shape by path of the values of the deploy form, in the order of the network. */
  public Map<String, long[]> shapes() {
    var shapes = new LinkedHashMap<String, long[]>();
    deploy.forEach((path, shape) -> shapes.put(path, shape.clone()));
    return shapes;
  }

  /**
   * The values of the deploy form by path, each computed when it is asked for.
   *
   * @param values row-major value of a path of the form for training
   */
  public Function<String, float[]> of(Function<String, float[]> values) {
    return path -> value(path, values);
  }

  private void place(String path, long[] shape) {
    String block = block(path);
    if (block == null) {
      deploy.put(path, shape);
    } else if (path.endsWith("/conv/weight")) {
      deploy.put(block + FUSED + "/weight", new long[] {shape[0], shape[1], KERNEL, KERNEL});
      deploy.put(block + FUSED + "/bias", new long[] {shape[0]});
    }
  }

  /** The scope, with its slash, of the block whose branch has {@code path}; null for none. */
  private static String block(String path) {
    for (String branch : List.of(DENSE, POINTWISE, IDENTITY)) {
      int at = path.indexOf(branch + "/");
      if (at == 0 || at > 0 && path.charAt(at - 1) == '/') {
        return path.substring(0, at);
      }
    }
    return null;
  }

  private float[] value(String path, Function<String, float[]> values) {
    long[] shape = deploy.get(path);
    if (shape == null) {
      throw new IllegalArgumentException("the deploy form has no value at " + path);
    }
    int at = path.indexOf(FUSED + "/");
    if (at < 0) {
      return values.apply(path);
    }
    String block = path.substring(0, at);
    var sum = new double[Math.toIntExact(Shape.size(shape))];
    if (path.endsWith("/bias")) {
      addShift(sum, block + DENSE + "/bn", values);
      addShift(sum, block + POINTWISE + "/bn", values);
      addShift(sum, block + IDENTITY, values);
    } else {
      addDense(sum, block + DENSE, values);
      addPointwise(sum, block + POINTWISE, values);
      addIdentity(sum, block + IDENTITY, (int) shape[1], values);
    }
    var result = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      result[i] = (float) sum[i];
    }
    return result;
  }

  private void addDense(double[] kernel, String branch, Function<String, float[]> values) {
    if (!has(branch + "/conv/weight")) {
      return;
    }
    float[] weight = values.apply(branch + "/conv/weight");
    double[] scale = scale(branch + "/bn", values);
    for (int i = 0; i < weight.length; i++) {
      kernel[i] += weight[i] * scale[i / (weight.length / scale.length)];
    }
  }

  private void addPointwise(double[] kernel, String branch, Function<String, float[]> values) {
    if (!has(branch + "/conv/weight")) {
      return;
    }
    float[] weight = values.apply(branch + "/conv/weight");
    double[] scale = scale(branch + "/bn", values);
    for (int i = 0; i < weight.length; i++) {
      kernel[centre(i)] += weight[i] * scale[i / (weight.length / scale.length)];
    }
  }

  /**
   * @param in channels that a filter reads: those of one group
   */
  private void addIdentity(double[] kernel, String norm, int in, Function<String, float[]> values) {
    if (!has(norm + "/weight")) {
      return;
    }
    double[] scale = scale(norm, values);
    for (int out = 0; out < scale.length; out++) {
      kernel[centre(out * in + out % in)] += scale[out];
    }
  }

  /** Index of the middle of the {@code i}-th 3x3 plane. */
  private static int centre(int i) {
    return i * KERNEL * KERNEL + KERNEL * KERNEL / 2;
  }

  private void addShift(double[] bias, String norm, Function<String, float[]> values) {
    if (!has(norm + "/weight")) {
      return;
    }
    double[] scale = scale(norm, values);
    float[] shift = values.apply(norm + "/bias");
    float[] mean = values.apply(norm + "/running_mean");
    for (int i = 0; i < bias.length; i++) {
      bias[i] += shift[i] - mean[i] * scale[i];
    }
  }

  /** What a batch norm multiplies each channel by. */
  private static double[] scale(String norm, Function<String, float[]> values) {
    float[] weight = values.apply(norm + "/weight");
    float[] variance = values.apply(norm + "/running_var");
    var scale = new double[weight.length];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = weight[i] / Math.sqrt(variance[i] + Layers.BATCH_NORM_EPSILON);
    }
    return scale;
  }

  private boolean has(String path) {
    return train.contains(path);
  }
}
