package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.graph.Backbone.Features;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.Layer;
import io.pretext.graph.Shape;
import io.pretext.zoo.RepVgg.Branch;
import io.pretext.zoo.RepVgg.Config;
import io.pretext.zoo.RepVgg.Dilation;
import io.pretext.zoo.RepVgg.Form;
import io.pretext.zoo.RepVgg.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

final class RepVggTest {

  private final Graph g = new Graph(Mode.EVALUATE, DataType.FLOAT, 5);

  /** Millions: of the deploy form as the paper cuts them off, and of the form for training. */
  @ParameterizedTest
  @CsvSource({
    "A0, 8.30, 9.11",
    "A1, 12.78, 14.09",
    "A2, 25.49, 28.21",
    "B0, 14.33, 15.82",
    "B1, 51.82, 57.42",
    "B1G4, 36.12, 39.97",
    "B2, 80.31, 89.02",
    "B2G4, 55.77, 61.76",
    "B3, 110.96, 123.09",
    "B3G4, 75.62, 83.83"
  })
  void hasThePublishedParameterCounts(Variant variant, double deploy, double train) {
    assertThat(Math.floor(parameters(Config.published(variant).in(Form.DEPLOY)) / 1e4) / 100)
        .isEqualTo(deploy);
    assertThat(parameters(Config.published(variant)) / 1e6).isCloseTo(train, within(0.005));
  }

  @Test
  void squeezeAndExciteHasThePublishedParameterCount() {
    assertThat(parameters(Config.published(Variant.D2SE)) / 1e6).isCloseTo(133.33, within(0.005));
  }

  @Test
  void namesAreTheRepositorys() {
    build(Config.published(Variant.D2SE), 64);

    assertThat(g.parameters().get("stage0/rbr_dense/conv/weight")).containsExactly(64, 3, 3, 3);
    assertThat(g.parameters().get("stage1/0/rbr_1x1/conv/weight")).containsExactly(160, 64, 1, 1);
    assertThat(g.parameters().get("stage4/0/se/down/weight")).containsExactly(160, 2560, 1, 1);
    assertThat(g.parameters().get("stage4/0/se/up/bias")).containsExactly(2560);
    assertThat(g.states().get("stage3/23/rbr_identity/running_var")).containsExactly(640);
    assertThat(g.states()).containsKey("stage2/13/rbr_dense/bn/running_mean");
    assertThat(g.parameters()).doesNotContainKey("stage2/0/rbr_identity/weight");
  }

  @Test
  void everySecondBlockHasGroups() {
    build(Config.published(Variant.B1G4).in(Form.DEPLOY), 64);

    List<String> grouped =
        layers().entrySet().stream()
            .filter(e -> e.getValue().groups() == 4)
            .map(Map.Entry::getKey)
            .toList();
    assertThat(grouped).hasSize(13).contains("stage1/1/rbr_reparam", "stage3/15/rbr_reparam");
    assertThat(grouped).doesNotContain("stage1/0/rbr_reparam", "stage4/0/rbr_reparam");
    assertThat(g.parameters().get("stage1/1/rbr_reparam/weight")).containsExactly(128, 32, 3, 3);
  }

  @Test
  void stagesHalveTheMap() {
    Features features = build(Config.published(Variant.A0), 64);

    assertThat(features.stages().stream().map(s -> g.shape(s)[2]))
        .containsExactly(32L, 16L, 8L, 4L, 2L);
    assertThat(features.stages().stream().map(s -> g.shape(s)[1]))
        .containsExactly(48L, 48L, 96L, 192L, 1280L);
    assertThat(features.heads()).containsOnly(Map.entry("linear", features.pooled()));
    assertThat(new RepVgg(Config.published(Variant.A0)).width()).isEqualTo(1280);
  }

  @Test
  void oursKeepsSmallImagesAtTheirSizeInTheFirstStage() {
    Features features = build(Config.published(Variant.MINI), 32);

    assertThat(g.shape(features.stages().get(0))).containsExactly(2, 48, 32, 32);
    assertThat(g.shape(features.map())).containsExactly(2, 384, 2, 2);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void dilationKeepsTheMapAtAnEighth(Form form) {
    Map<String, Layer.Convolution> full = dilated(Dilation.FULL, form);
    Map<String, Layer.Convolution> fast = dilated(Dilation.FAST, form);

    assertThat(full).hasSize(15).containsEntry("stage3/0", new Layer.Convolution(1, 2, 2, 1));
    assertThat(full).containsEntry("stage4/0", new Layer.Convolution(1, 4, 4, 1));
    assertThat(fast.keySet())
        .containsExactly("stage3/10", "stage3/11", "stage3/12", "stage3/13", "stage4/0");
    assertThat(fast).containsEntry("stage4/0", new Layer.Convolution(1, 4, 4, 1));
  }

  @Test
  void branchesCanBeSwitchedOff() {
    build(Config.published(Variant.A0).only(Branch.DENSE), 64);
    assertThat(g.parameters()).hasSize(3 * 22).containsKey("stage1/1/rbr_dense/bn/weight");

    var h = new Graph(Mode.EVALUATE, DataType.FLOAT, 5);
    new RepVgg(Config.published(Variant.A0).only(Branch.POINTWISE, Branch.IDENTITY))
        .build(h, h.input("image", 2, 3, 64, 64));
    assertThat(h.parameters()).containsKey("stage1/1/rbr_identity/weight");
    assertThat(h.parameters()).hasSize(3 * 22 + 2 * 17);
  }

  @Test
  void anIdentityAloneIsRefused() {
    assertThatThrownBy(() -> Config.published(Variant.A0).only(Branch.IDENTITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("branches must hold DENSE or POINTWISE");
  }

  /** A number of channels that no width could split would be an error of one width in eight. */
  @ParameterizedTest
  @CsvSource({"B1G4, 0.125", "B2G4, 0.125", "B3G4, 0.125", "B2G2, 0.3", "B3G4, 0.07"})
  void anyWidthSplitsIntoTheGroups(Variant variant, double width) {
    build(Config.published(variant).scaled(width), 32);

    g.parameters().values().stream()
        .filter(shape -> shape.length == 4)
        .forEach(shape -> assertThat(shape[0] % 2).isZero());
  }

  @Test
  void onlyARepVggHasADeployForm() {
    assertThatThrownBy(
            () -> Backbones.create("resnet20", BackboneOptions.standard().withDeploy(true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deploy must be false for resnet20");
    assertThatThrownBy(
            () -> Backbones.create("repvgg-a9", BackboneOptions.standard().withDeploy(true)))
        .hasMessageStartingWith("unknown backbone 'repvgg-a9', did you mean");
  }

  @Test
  void everyVariantHasItsName() {
    assertThat(Backbones.names())
        .containsAll(Arrays.stream(Variant.values()).map(Variant::title).toList());
  }

  /** The dilated 3x3 convolutions by the path of their block, after a look at size and paths. */
  private static Map<String, Layer.Convolution> dilated(Dilation dilation, Form form) {
    Config plain = Config.published(Variant.A0).in(form);
    var strided = new Graph(Mode.EVALUATE, DataType.FLOAT, 5);
    new RepVgg(plain).build(strided, strided.input("image", 2, 3, 65, 65));
    var test = new RepVggTest();
    Features features = test.build(plain.dilated(dilation), 65);
    assertThat(test.g.shape(features.map())).containsExactly(2, 1280, 9, 9);
    assertThat(test.g.parameters().keySet()).isEqualTo(strided.parameters().keySet());
    return test.layers().entrySet().stream()
        .filter(e -> e.getValue().dilation() > 1)
        .collect(
            Collectors.toMap(
                e -> e.getKey().substring(0, e.getKey().indexOf("/rbr")),
                Map.Entry::getValue,
                (a, b) -> a,
                TreeMap::new));
  }

  private static long parameters(Config config) {
    var g = new Graph(Mode.EVALUATE, DataType.FLOAT, 5);
    Classifier.build(g, new RepVgg(config), g.input("image", 1, 3, 32, 32), 1000);
    return g.parameters().values().stream().mapToLong(Shape::size).sum();
  }

  private Features build(Config config, int size) {
    return new RepVgg(config).build(g, g.input("image", 2, 3, size, size));
  }

  private Map<String, Layer.Convolution> layers() {
    var layers = new TreeMap<String, Layer.Convolution>();
    g.layers().values().stream()
        .filter(node -> node.layer() instanceof Layer.Convolution)
        .forEach(node -> layers.put(node.path(), (Layer.Convolution) node.layer()));
    return layers;
  }
}
