package io.pretext.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class CheckTest {

  @Test
  void boundsAreInclusiveWhereTheySaySo() {
    assertThatNoException()
        .isThrownBy(
            () -> {
              Check.positive("x", Double.MIN_VALUE);
              Check.nonNegative("x", 0);
              Check.fraction("x", 0);
              Check.fraction("x", 1);
              Check.between("x", 3, -1, 3);
              Check.below("x", 0, 0, 1);
              Check.atLeast("x", 2, 2);
              Check.oneOf("x", "a", List.of("a"));
              Check.that(true, "x", "be so");
            });
  }

  @Test
  void messagesSayWhatIsAskedAndWhatWasGiven() {
    refused(() -> Check.positive("rate", 0), "rate must be greater than 0, was 0");
    refused(() -> Check.nonNegative("rate", -0.5), "rate must be 0 or greater, was -0.5");
    refused(() -> Check.fraction("keep", 1.2), "keep must be in [0, 1], was 1.2");
    refused(() -> Check.below("momentum", 1, 0, 1), "momentum must be in [0, 1), was 1");
    refused(() -> Check.atLeast("epochs", 0, 1), "epochs must be at least 1, was 0");
    refused(() -> Check.that(false, "size", "be even"), "size must be even");
    refused(
        () -> Check.oneOf("name", "sdg", List.of("sgd", "lars")),
        "name has no choice 'sdg', did you mean 'sgd'? (known: lars, sgd)");
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      for (ThrowingCallable check :
          List.<ThrowingCallable>of(
              () -> Check.positive("x", value),
              () -> Check.nonNegative("x", value),
              () -> Check.fraction("x", value),
              () -> Check.below("x", value, 0, 1),
              () -> Check.atLeast("x", value, 1))) {
        assertThatIllegalArgumentException().isThrownBy(check);
      }
    }
  }

  @Test
  void distanceCountsEdits() {
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("sdg", "sgd")).isEqualTo(1);
    assertThat(Nearest.distance("SimCLR", "simclr")).isZero();
  }

  @Test
  void theNearestOfEqualsIsTheFirstByName() {
    assertThat(Nearest.of("x", List.of("c", "b"))).contains("b");
    assertThat(Nearest.of("x", List.of())).isEmpty();
  }

  private static void refused(ThrowingCallable check, String message) {
    assertThatIllegalArgumentException().isThrownBy(check).withMessage(message);
  }
}
