package io.pretext.zoo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.zoo.Norm;
import io.pretext.zoo.Projector;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StateDictTest {

  private final Fixture resNet18 = Fixture.of("resnet18", 0.125, false, 32);

  @Test
  void namesAreThoseOfTorchvisionsStateDict() {
    StateDict state = StateDict.whole(resNet18);

    // 20 convolutions, 20 norms of five tensors, the classifier's two.
    assertThat(state.shapes()).hasSize(20 + 20 * 5 + 2);
    assertThat(state.shapes().keySet())
        .contains(
            "conv1.weight",
            "bn1.weight",
            "bn1.bias",
            "bn1.running_mean",
            "bn1.running_var",
            "bn1.num_batches_tracked",
            "layer2.0.downsample.0.weight",
            "layer2.0.downsample.1.num_batches_tracked",
            "layer4.1.bn2.running_var",
            "fc.weight",
            "fc.bias");
  }

  @Test
  void theBackboneIsTheWholeButItsClassifier() {
    StateDict whole = StateDict.whole(resNet18);
    List<String> expected =
        whole.shapes().keySet().stream().filter(name -> !name.startsWith("fc.")).toList();

    assertThat(StateDict.backbone(resNet18).shapes().keySet()).containsExactlyElementsOf(expected);
  }

  @Test
  void valuesAreTheModelsAndCountersZero() {
    StateDict state = StateDict.backbone(resNet18);

    assertThat(state.values().apply("layer1.0.bn1.running_var"))
        .isEqualTo(resNet18.read("layer1/0/bn1/running_var"));
    assertThat(state.shapes().get("layer1.0.conv1.weight")).containsExactly(8, 8, 3, 3);
    assertThat(state.values().apply("bn1.num_batches_tracked")).containsExactly(0);
    assertThat(state.shapes().get("bn1.num_batches_tracked")).isEmpty();
    assertThat(state.counters()).hasSize(20).contains("bn1.num_batches_tracked");
  }

  @Test
  void aModelThatLacksAWeightIsRefused() {
    var shapes = new LinkedHashMap<>(resNet18.shapes());
    shapes.remove("layer3/0/conv2/weight");

    assertThatThrownBy(() -> StateDict.backbone(new Fixture(resNet18.description(), shapes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the model lacks layer3/0/conv2/weight of resnet18");
  }

  @Test
  void dinov2sNetworksGetTheMaskTokenThatTheyAskFor() {
    StateDict state = StateDict.backbone(Fixture.of("dinov2-small-14", 0.125, false, 28));

    assertThat(state.shapes().get("mask_token")).containsExactly(1, 48);
    assertThat(state.values().apply("mask_token")).hasSize(48).containsOnly(0);
    assertThat(state.shapes()).containsKey("blocks.11.ls2.gamma").doesNotContainKey("head.weight");
  }

  @Test
  void detectron2HasItsOwnNames() {
    StateDict state = Detectron2File.rename(resNet18);

    assertThat(state.shapes()).hasSize(20 + 20 * 4);
    assertThat(state.shapes().keySet())
        .contains(
            "stem.conv1.weight",
            "stem.conv1.norm.running_var",
            "res2.0.conv1.weight",
            "res2.0.conv2.norm.weight",
            "res3.0.shortcut.weight",
            "res3.0.shortcut.norm.bias",
            "res5.1.conv2.norm.running_mean")
        .allMatch(name -> name.matches("(stem|res[2-5])\\..*"));
    assertThat(state.values().apply("res3.0.shortcut.norm.bias"))
        .isEqualTo(resNet18.read("layer2/0/downsample/1/bias"));
  }

  @Test
  void detectron2HasNoCifarNetworks() {
    assertThatThrownBy(() -> Detectron2File.rename(Fixture.of("resnet20", 1, false, 32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("detectron2 has no network like resnet20, only resnet18");
    Fixture projected = Fixture.of("resnet18", 0.25, false, 32).with(new Projector(24, true));
    assertThatThrownBy(() -> Detectron2File.rename(projected))
        .hasMessage(
            "detectron2 takes a backbone's maps and has no place for a projector: export the"
                + " backbone alone");
    assertThat(StateDict.backbone(projected).shapes().keySet())
        .contains("projector.fc1.weight", "projector.bn1.running_var", "layer1.0.conv1.weight")
        .doesNotContain("fc.weight");
    Fixture group = Fixture.of("resnet18", 0.25, false, 32).with(Norm.GROUP, false);
    assertThatThrownBy(() -> Detectron2File.rename(group))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("detectron2 has no resnet18 with other norms than batch norms");
  }
}
