package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.zoo.Backbones;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What 'pretext backbones' says, beside the figures that were published. */
final class BackbonesCommandTest {

  /** Torchvision's for 224 pixels and 1000 classes; He et al. 2015, section 4.2, for CIFAR. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 11689512, 1.814e9",
    "resnet50, 25557032, 4.089e9",
    "resnet20, 269722, 40.55e6"
  })
  void residualNetworksCostWhatIsPublished(String name, long parameters, double multiplyAdds) {
    Map<String, Object> told = Cli.run("backbones", name, "--json").json();

    assertThat(number(told, "parameters")).isEqualTo(parameters);
    assertThat(number(told, "multiply_adds")).isCloseTo(multiplyAdds, within(multiplyAdds / 1000));
    assertThat(told).doesNotContainKey("deploy");
  }

  /** Ding et al. 2021, table 1: 8.30 M parameters and 1.4 billion multiply-adds deployed. */
  @Test
  void bothFormsOfRepVggAreTold() {
    Map<String, Object> train = Cli.run("backbones", "repvgg-a0", "--json").json();
    Map<?, ?> deploy = (Map<?, ?>) train.get("deploy");

    assertThat(train).containsEntry("image", 224).containsEntry("classes", 1000);
    assertThat(number(train, "parameters") / 1e6).isCloseTo(9.11, within(0.005));
    assertThat(number(deploy, "parameters")).isEqualTo(8_309_384);
    assertThat(number(deploy, "multiply_adds") / 1e9).isCloseTo(1.36, within(0.01));
    double pointwise = (number(train, "multiply_adds") - 1_280_000) * 0.9;
    assertThat(number(deploy, "multiply_adds") - 1_280_000).isCloseTo(pointwise, within(1.0));
    assertThat(number(deploy, "activation_bytes_sum"))
        .isLessThan(number(train, "activation_bytes_sum") / 2);
    // The first stage decides: its branches add up in place.
    assertThat(number(deploy, "activation_bytes_peak"))
        .isEqualTo(4 * (3 * 224 * 224 + 48 * 112 * 112));
  }

  @Test
  void oursCostsWhatResNet20Costs() {
    Map<?, ?> ours = (Map<?, ?>) Cli.run("backbones", "repvgg-mini", "--json").json().get("deploy");
    Map<?, ?> theirs = Cli.run("backbones", "resnet20", "--json").json();

    assertThat(number(ours, "multiply_adds") / number(theirs, "multiply_adds"))
        .isCloseTo(1, within(0.02));
  }

  @Test
  void everyStageHasALine() {
    Map<String, Object> told =
        Cli.run("backbones", "repvgg-a0", "--image", 64, "--width", 0.5, "--json").json();
    List<?> stages = (List<?>) told.get("stages");

    assertThat(stages)
        .extracting(s -> ((Map<?, ?>) s).get("name"))
        .isEqualTo(List.of("stage0", "stage1", "stage2", "stage3", "stage4", "linear"));
    assertThat(stages.get(3)).extracting("output").isEqualTo(List.of(1, 96, 4, 4));
    assertThat(stages.stream().mapToDouble(s -> number((Map<?, ?>) s, "parameters")).sum())
        .isEqualTo(number(told, "parameters"));
    assertThat(stages.stream().mapToDouble(s -> number((Map<?, ?>) s, "activation_bytes")).sum())
        .isEqualTo(number(told, "activation_bytes_sum"));
  }

  @Test
  void peopleGetATable() {
    List<String> lines = Cli.run("backbones", "resnet18").out().lines().toList();

    assertThat(lines.get(0)).isEqualTo("resnet18, images of 224 pixels, 1000 classes");
    assertThat(lines.get(2)).startsWith("conv1").contains("64x56x56", "9,536", "118,013,952");
    assertThat(lines)
        .hasSize(10)
        .anyMatch(line -> line.startsWith("sum ") && line.contains("11,689,512"));
    assertThat(Cli.run("backbones").out().lines()).containsExactlyElementsOf(Backbones.names());
  }

  @Test
  void wrongWordsGetASentence() {
    assertThat(Cli.run("backbones", "resnet21").err()).contains("did you mean 'resnet20'?");
    assertThat(Cli.run("backbones", "resnet20", "--image", -1).err()).contains("--image must be");
    assertThat(Cli.run("backbones", "resnet20", "--image", -1).code()).isEqualTo(1);
  }

  private static double number(Map<?, ?> figures, String key) {
    return ((Number) figures.get(key)).doubleValue();
  }
}
