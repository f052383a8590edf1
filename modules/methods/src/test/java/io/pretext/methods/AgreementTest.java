package io.pretext.methods;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are those of five epochs of the study joint-embedding-controls, docs/results. */
final class AgreementTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.603, 0.658, 0.660, 0.757})
  void trainingsThatLearnAreWell(double similarity) {
    assertThat(Agreement.collapse().at(similarity)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.953, 0.967, 0.984, 0.9904})
  void trainingsWithoutPredictorOrStopGradientAreNot(double similarity) {
    assertThat(Agreement.collapse().at(similarity))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("two views of an image are nearly one point")
                    .contains("positive_similarity is 0.9", "above 0.950", "predictor"));
  }
}
