package io.pretext.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Safetensors;
import java.nio.file.Path;
import java.util.List;

/**
 * Results of another implementation: of every tensor a sample of its values, and its largest, mean
 * and root mean square, which no value escapes.
 *
 * <p>{@code zoo/src/test/python/closed_form.py} writes such files.
 */
public final class Golden implements AutoCloseable {

  private static final String NORMS = ".norms";
  private static final int SAMPLE_STEP = 7919;

  private final Safetensors file;

  private Golden(Safetensors file) {
    this.file = file;
  }

  /** Opens the golden file {@code path}. */
  public static Golden open(Path path) {
    return new Golden(Safetensors.open(path));
  }

  /** The tensors that it knows. */
  public List<String> names() {
    return file.names().stream().filter(name -> !name.endsWith(NORMS)).toList();
  }

  /**
   * Holds {@code values}, row-major, to the tensor called {@code name}.
   *
   * @param tolerance largest difference, as a share of the tensor's largest absolute value
   */
  public void check(String name, float[] values, double tolerance) {
    float[] norms = file.read(name + NORMS);
    var allowed = within((float) (tolerance * norms[0]));
    float[] sample = file.read(name);
    for (int i = 0; i < sample.length; i++) {
      int at = (int) ((long) i * SAMPLE_STEP % values.length);
      assertThat(values[at]).as("%s, element %d", name, at).isCloseTo(sample[i], allowed);
    }
    double largest = 0;
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
      sum += value;
      squares += (double) value * value;
    }
    assertThat((float) largest).as("largest of %s", name).isCloseTo(norms[0], allowed);
    assertThat((float) (sum / values.length)).as("mean of %s", name).isCloseTo(norms[1], allowed);
    assertThat((float) Math.sqrt(squares / values.length))
        .as("root mean square of %s", name)
        .isCloseTo(norms[2], allowed);
  }

  @Override
  public void close() {
    file.close();
  }
}
