package io.pretext.engine.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.StateUpdate;
import io.pretext.graph.Tensor;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateArithmeticTest {

  private static final StateUpdate.BlendRows ROWS =
      new StateUpdate.BlendRows("bank", "rows", "index", 0.5);

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
  void namedRowsMoveTowardsTheirsAndGetUnitLength() {
    FloatBuffer bank = buffer(1, 0, 0, 1, 0, 0, 0.6f, 0.8f);
    // (1, 0) / 4 + 3 / 4 (0, 1/3) is (1, 1) / 4; a row of zeros has no direction of its own.
    StateArithmetic.blendRows(
        new StateUpdate.BlendRows("bank", "rows", "index", 0.25),
        bank,
        buffer(0, 1 / 3f, -3, 4),
        buffer(0, 2),
        2);
    float half = (float) Math.sqrt(0.5);
    assertThat(array(bank)).containsExactly(half, half, 0, 1, -0.6f, 0.8f, 0.6f, 0.8f);
  }

  @Test
  void aRowThatIsNamedTwiceMovesTwice() {
    FloatBuffer bank = buffer(0, 0, 1, 0);
    StateArithmetic.blendRows(ROWS, bank, buffer(0, 1, 1, 0), buffer(1, 1), 2);
    // (1, 1) / sqrt 2 after the first; (1 + sqrt 2, 1) / 2 sqrt 2 before its length is taken.
    double length = Math.hypot(1 + Math.sqrt(2), 1);
    assertThat(bank.get(2)).isCloseTo((float) ((1 + Math.sqrt(2)) / length), within(1e-7f));
    assertThat(bank.get(3)).isCloseTo((float) (1 / length), within(1e-7f));
    assertThat(bank.get(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 2, 0.5f, Float.NaN})
  void anIndexThatNamesNoRowIsRefusedBeforeAnythingMoves(float wrong) {
    FloatBuffer bank = buffer(1, 0, 0, 1);
    FloatBuffer index = buffer(0, wrong);
    assertThatThrownBy(() -> StateArithmetic.blendRows(ROWS, bank, buffer(0, 1, 1, 0), index, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "index holds " + wrong + ", which is no row of bank: give whole numbers from 0 to 1");
    assertThat(array(bank)).containsExactly(1, 0, 0, 1);
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
    assertThatThrownBy(
            () -> StateArithmetic.blendRows(ROWS, buffer(1, 0), buffer(1, 2), buffer(0, 0), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "index holds 2 numbers, but rows is no array of so many rows of the 2 elements that a"
                + " row of bank has");
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
