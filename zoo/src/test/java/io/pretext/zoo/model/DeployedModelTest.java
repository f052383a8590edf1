package io.pretext.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeployedModelTest {

  private static final Map<String, long[]> TRAIN =
      shapes(
          "stage0/rbr_dense/conv/weight", new long[] {2, 3, 3, 3},
          "stage0/rbr_dense/bn/weight", new long[] {2},
          "stage0/rbr_dense/bn/bias", new long[] {2},
          "stage0/rbr_dense/bn/running_mean", new long[] {2},
          "stage0/rbr_dense/bn/running_var", new long[] {2},
          "linear/weight", new long[] {10, 2});
  private static final Map<String, long[]> DEPLOY =
      shapes(
          "stage0/rbr_reparam/weight", new long[] {2, 3, 3, 3},
          "stage0/rbr_reparam/bias", new long[] {2},
          "linear/weight", new long[] {10, 2});

  @Test
  void theDeployFormIsDescribedAsSuch() {
    var train = new Memory("repvgg-a0", false, TRAIN);

    try (Model model = DeployedModel.deployed(train)) {
      assertThat(model.description()).isEqualTo(new Memory("repvgg-a0", true, TRAIN).description());
      assertThat(model.paths()).containsExactlyElementsOf(DEPLOY.keySet());
      model.paths().forEach(p -> assertThat(model.shape(p)).isEqualTo(DEPLOY.get(p)));
      assertThat(model.read("linear/weight")).containsOnly(0.5f).hasSize(20);
      double scale = 0.5 / Math.sqrt(0.5 + 1e-5);
      assertThat(model.read("stage0/rbr_reparam/bias")[1]).isEqualTo((float) (0.5 - 0.5 * scale));
      assertThatThrownBy(() -> model.shape("stage0/rbr_dense/conv/weight"))
          .hasMessageContaining("the deploy form has no value at stage0/rbr_dense/conv/weight");
    }
    assertThat(train.closed).isTrue();
  }

  @Test
  void aModelThatIsDeployedStaysAsItIs() {
    var model = new Memory("repvgg-a0", true, DEPLOY);

    assertThat(DeployedModel.deployed(model)).isSameAs(model);
    assertThat(DeployedModel.inForm(model, true)).isSameAs(model);
  }

  @Test
  void aModelInTheFormForTrainingMayStaySo() {
    var model = new Memory("repvgg-a0", false, TRAIN);
    var other = new Memory("resnet20", false, shapes("conv1/weight", new long[] {2}));

    assertThat(DeployedModel.inForm(model, false)).isSameAs(model);
    assertThat(DeployedModel.inForm(other, false)).isSameAs(other);
    assertThat(DeployedModel.inForm(model, true).description().deploy()).isTrue();
  }

  @Test
  void deployWeightsDoNotBecomeBranches() {
    var model = new Memory("repvgg-a0", true, DEPLOY);

    assertThatThrownBy(() -> DeployedModel.inForm(model, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("these weights of repvgg-a0 are of its deploy form");
  }

  @Test
  void weightsOfAnotherFormThanSaidAreRefused() {
    assertThatThrownBy(() -> DeployedModel.inForm(new Memory("repvgg-a0", false, DEPLOY), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("said to be of the form for training and are not");
    assertThatThrownBy(() -> DeployedModel.deployed(new Memory("repvgg-a0", true, TRAIN)))
        .hasMessageContaining("said to be of the deploy form and are not");
  }

  @Test
  void anotherNetworkHasNoDeployForm() {
    var model = new Memory("resnet20", false, shapes("conv1/weight", new long[] {2}));

    assertThatThrownBy(() -> DeployedModel.deployed(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("resnet20: only a RepVGG has a deploy form");
  }

  private static Map<String, long[]> shapes(Object... pairs) {
    var shapes = new LinkedHashMap<String, long[]>();
    for (int i = 0; i < pairs.length; i += 2) {
      shapes.put((String) pairs[i], (long[]) pairs[i + 1]);
    }
    return shapes;
  }

  /** A model whose every value is one half. */
  private static final class Memory implements Model {

    private final Description description;
    private final Map<String, long[]> shapes;
    private boolean closed;

    Memory(String backbone, boolean deploy, Map<String, long[]> shapes) {
      this.description =
          new Description(
              backbone, 1, deploy, 224, List.of(0.5), List.of(0.2), List.of("a", "b"), "repvgg");
      this.shapes = shapes;
    }

    @Override
    public Description description() {
      return description;
    }

    @Override
    public Set<String> paths() {
      return shapes.keySet();
    }

    @Override
    public long[] shape(String path) {
      return shapes.get(path);
    }

    @Override
    public float[] read(String path) {
      var values = new float[(int) Arrays.stream(shapes.get(path)).reduce(1, (a, b) -> a * b)];
      Arrays.fill(values, 0.5f);
      return values;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
