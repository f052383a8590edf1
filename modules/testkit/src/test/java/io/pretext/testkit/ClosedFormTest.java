package io.pretext.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Safetensors;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosedFormTest {

  @Test
  void agreesWithItsTwinInPython() {
    assertThat(ClosedForm.values("layer1/0/conv1/weight", 4, 3, 3, 3))
        .startsWith(0.16002601f, -0.33057672f, -0.13602704f);
    assertThat(ClosedForm.image(1, 1, 2, 2).toArray())
        .containsExactly(-0.58027102f, 0.28772252f, -0.78882663f, 0.19008154f);
  }

  @Test
  void goldenSeesOneWrongValueOutsideItsSample(@TempDir Path folder) {
    Path file = folder.resolve("golden.safetensors");
    float[] values = new float[1000];
    values[3] = 1;
    float[] sample = new float[1];
    float[] norms = {1, 0.001f, (float) Math.sqrt(0.001)};
    Safetensors.write(
        file,
        Map.of("x", new long[] {1}, "x.norms", new long[] {3}),
        name -> name.equals("x") ? sample : norms,
        Map.of());
    try (Golden golden = Golden.open(file)) {
      golden.check("x", values, 1e-6);
      values[4] = 1;
      assertThatThrownBy(() -> golden.check("x", values, 1e-6))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("mean of x");
    }
  }
}
