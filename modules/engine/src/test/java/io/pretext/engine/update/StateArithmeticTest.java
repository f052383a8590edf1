package io.pretext.engine.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Tensor;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class StateArithmeticTest {

  @Test
  void blendKeepsItsShare() {
    FloatBuffer state = buffer(1, 2, 0, -4);
    StateArithmetic.blend(state, buffer(5, -2, 0, 4), 0.75);
    assertThat(array(state)).containsExactly(2, 1, 0, -2);
  }

  @Test
  void blendThatKeepsNothingIsACopy() {
    FloatBuffer state = buffer(1, 2, 3);
    StateArithmetic.blend(state, buffer(0.1f, -7.3f, 1e-9f), 0);
    assertThat(array(state)).containsExactly(0.1f, -7.3f, 1e-9f);
  }

  @Test
  void queueForgetsItsOldestRows() {
    FloatBuffer queue = buffer(0, 0, 1, 1, 2, 2, 3, 3);
    StateArithmetic.enqueue(queue, buffer(4, 40, 5, 50, 6, 60));
    assertThat(array(queue)).containsExactly(3, 3, 4, 40, 5, 50, 6, 60);
    StateArithmetic.enqueue(queue, buffer(7, 70));
    assertThat(array(queue)).containsExactly(4, 40, 5, 50, 6, 60, 7, 70);
  }

  @Test
  void queueSmallerThanTheBatchKeepsTheLastRows() {
    FloatBuffer queue = buffer(0, 0, 1, 1);
    StateArithmetic.enqueue(queue, buffer(2, 20, 3, 30, 4, 40));
    assertThat(array(queue)).containsExactly(3, 30, 4, 40);
  }

  @Test
  void rowsGetUnitLengthAndZeroRowsStay() {
    FloatBuffer rows = buffer(3, 4, 0, 0, -2, 0, 5e-20f, 0);
    StateArithmetic.unitRows(rows, 2);
    assertThat(array(rows)).containsExactly(0.6f, 0.8f, 0, 0, -1, 0, 1, 0);
  }

  @Test
  void normsAccumulateInDouble() {
    // In float the sum of squares would stall at 2^24.
    float[] ones = new float[(1 << 24) + 4096];
    java.util.Arrays.fill(ones, 1);
    assertThat(Norms.squares(buffer(ones))).isEqualTo(ones.length);
    assertThat(Norms.norm(buffer(3, 4))).isEqualTo(5);
    assertThat(Norms.norm(2, buffer(1, 2), -1, buffer(-1, 0))).isCloseTo(5, within(1e-12));
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> StateArithmetic.blend(buffer(1, 2), buffer(1), 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 elements");
    assertThatThrownBy(() -> StateArithmetic.unitRows(buffer(1, 2, 3), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows of 2");
  }

  private static FloatBuffer buffer(float... values) {
    return Tensor.of(values, values.length).data();
  }

  private static float[] array(FloatBuffer buffer) {
    float[] values = new float[buffer.limit()];
    buffer.get(0, values);
    return values;
  }
}
