package io.pretext.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class FrozenTest {

  private static final List<String> HEADS = List.of("head", "head_dist");
  private static final List<String> PATHS =
      List.of(
          "conv1/weight",
          "bn1/running_mean",
          "layer1/0/conv1/weight",
          "layer2/0/conv1/weight",
          "head/weight",
          "head_dist/bias");

  private static List<String> frozen(String... patterns) {
    Predicate<String> frozen = Frozen.paths(List.of(patterns), HEADS, PATHS);
    return PATHS.stream().filter(frozen).toList();
  }

  @Test
  void patternsMeetPathsOfParametersAndStatistics() {
    assertThat(frozen()).isEmpty();
    assertThat(frozen("layer1/**")).containsExactly("layer1/0/conv1/weight");
    assertThat(frozen("*1/*")).containsExactly("conv1/weight", "bn1/running_mean");
    assertThat(frozen("conv1/**", "head/weight")).containsExactly("conv1/weight", "head/weight");
  }

  @Test
  void theBackboneIsAllButTheHeads() {
    assertThat(frozen("backbone")).containsExactlyElementsOf(PATHS.subList(0, 4));
  }

  @Test
  void aPatternThatMatchesNothingIsRefused() {
    assertThatThrownBy(() -> frozen("layer1/**", "layr2/**"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "freeze: the pattern 'layr2/**' matches nothing; paths are like conv1/weight and"
                + " head_dist/bias");
  }
}
