package io.pretext.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

final class RampTest {

  private static double[] values(Ramp ramp, int epochs) {
    return IntStream.range(0, epochs).mapToDouble(ramp::valueAt).toArray();
  }

  @Test
  void aConstantStays() {
    assertThat(values(Ramp.constant(0.1), 3)).containsExactly(0.1, 0.1, 0.1);
  }

  @Test
  void aSwitchHasNothingBetween() {
    assertThat(values(Ramp.switchAt(0, 1, 2), 4)).containsExactly(0, 0, 1, 1);
    assertThat(values(Ramp.switchAt(0, 1, 0), 2)).containsExactly(1, 1);
  }

  /** numpy.linspace(0.04, 0.07, 4), then the end. */
  @Test
  void aLineIsNumpysLinspace() {
    assertThat(values(Ramp.linear(0.04, 0.07, 4), 6))
        .containsExactly(new double[] {0.04, 0.05, 0.06, 0.07, 0.07, 0.07}, within(1e-15));
    assertThat(values(Ramp.linear(3, 5, 2), 3)).containsExactly(3, 5, 5);
    assertThat(values(Ramp.linear(3, 5, 1), 3)).containsExactly(3, 5, 5);
    assertThat(values(Ramp.linear(3, 5, 0), 2)).containsExactly(5, 5);
  }

  @Test
  void aRampMayBeginLate() {
    assertThat(values(new Ramp(1, -1, 2, 6), 8)).containsExactly(1, 1, 1, 0.5, 0, -0.5, -1, -1);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ramp(0, 1, 3, 2))
        .withMessage(
            "a ramp begins at epoch 0 or later and ends no earlier than that, not at 3 and 2");
    assertThatIllegalArgumentException().isThrownBy(() -> Ramp.linear(0, 1, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ramp.constant(Double.NaN))
        .withMessageContaining("finite");
  }

  @Test
  void aScheduledInputIsNamedByItsPathAndIsNoInputOfABatch() {
    var g = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, 1);
    SDVariable first = g.in("head", () -> g.scheduled("temperature", Ramp.constant(0.1)));
    SDVariable second = g.in("head", () -> g.scheduled("temperature", Ramp.constant(0.2)));

    assertThat(g.scheduledInputs())
        .containsExactly(
            new ScheduledInput("head/temperature", Ramp.constant(0.1)),
            new ScheduledInput("head/temperature_1", Ramp.constant(0.2)));
    assertThat(first.name()).isEqualTo("head/temperature");
    assertThat(second.name()).isEqualTo("head/temperature_1");
    assertThat(g.shape(first)).isEmpty();
    assertThat(g.inputs()).isEmpty();
    assertThat(g.randomInputs()).isEmpty();
  }
}
