package io.pretext.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Backbone.Features;
import io.pretext.graph.Graph;
import io.pretext.graph.Graph.Mode;
import io.pretext.graph.RandomInput;
import io.pretext.graph.RandomInput.Draw.Mask;
import io.pretext.graph.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

final class VisionTransformerTest {

  private final Graph g = new Graph(Mode.TRAIN, DataType.FLOAT, 5);

  /** As published: of timm and DeiT with 1000 classes, of DINO and DINOv2 without a classifier. */
  @ParameterizedTest
  @CsvSource({
    "vit-tiny-16, 224, 1000, 5717416",
    "vit-small-16, 224, 1000, 22050664",
    "vit-base-16, 224, 1000, 86567656",
    "deit-tiny-distilled-16, 224, 1000, 5910800",
    "deit-small-distilled-16, 224, 1000, 22436432",
    "deit-base-distilled-16, 224, 1000, 87338192",
    "vit-small-16, 224, 0, 21665664",
    "vit-small-8, 224, 0, 21670272",
    "vit-base-16, 224, 0, 85798656",
    // Less the mask token, which only pre-training uses: 384 and 768 numbers.
    "dinov2-small-14, 518, 0, 22056192",
    "dinov2-base-14, 518, 0, 86579712",
    "dinov2-small-14-reg, 518, 0, 22057728",
    "vit-mini-4, 32, 10, 1205898",
    "deit-mini-4, 32, 10, 1207444"
  })
  void hasThePublishedParameterCount(String name, int image, int classes, long published) {
    VisionTransformer network = create(name, 1);
    Features features = build(network, image);
    long heads = features.heads().size() * (long) classes * (network.width() + 1);

    long parameters = g.parameters().values().stream().mapToLong(Shape::size).sum();

    assertThat(parameters + heads).isEqualTo(published);
    assertThat(g.states()).isEmpty();
  }

  @Test
  void namesAreTimms() {
    build(create("dinov2-small-14-reg", 1), 28);

    assertThat(g.parameters().get("patch_embed/proj/weight")).containsExactly(384, 3, 14, 14);
    assertThat(g.parameters().get("patch_embed/proj/bias")).containsExactly(384);
    assertThat(g.parameters().get("cls_token")).containsExactly(1, 1, 384);
    assertThat(g.parameters().get("pos_embed")).containsExactly(1, 5, 384);
    assertThat(g.parameters().get("register_tokens")).containsExactly(1, 4, 384);
    assertThat(g.parameters().get("blocks/11/norm1/weight")).containsExactly(384);
    assertThat(g.parameters().get("blocks/0/attn/qkv/weight")).containsExactly(1152, 384);
    assertThat(g.parameters().get("blocks/0/attn/qkv/bias")).containsExactly(1152);
    assertThat(g.parameters().get("blocks/0/attn/proj/weight")).containsExactly(384, 384);
    assertThat(g.parameters().get("blocks/0/ls1/gamma")).containsExactly(384);
    assertThat(g.parameters().get("blocks/0/ls2/gamma")).containsExactly(384);
    assertThat(g.parameters().get("blocks/0/mlp/fc1/weight")).containsExactly(1536, 384);
    assertThat(g.parameters().get("blocks/0/mlp/fc2/weight")).containsExactly(384, 1536);
    assertThat(g.parameters().get("norm/bias")).containsExactly(384);
  }

  @Test
  void aDistilledOneHasTwoHeadsAndTwoPlacedTokens() {
    Features features = build(create("deit-tiny-distilled-16", 1), 32);

    assertThat(g.parameters().get("pos_embed")).containsExactly(1, 6, 192);
    assertThat(g.parameters().get("dist_token")).containsExactly(1, 1, 192);
    assertThat(features.heads()).containsOnlyKeys("head", "head_dist");
    assertThat(features.heads().get("head")).isNotEqualTo(features.pooled().name());
    assertThat(g.shape(features.heads().get("head_dist"))).containsExactly(2, 192);
  }

  @Test
  void mapHasAPixelPerPatchAndStagesHoldEveryToken() {
    VisionTransformer network = create("dinov2-small-14-reg", 0.125);
    Features built = network.build(g, g.input("image", 2, 3, 42, 28));

    assertThat(network.width()).isEqualTo(48);
    assertThat(g.shape(built.map())).containsExactly(2, 48, 3, 2);
    assertThat(g.shape(built.pooled())).containsExactly(2, 48);
    assertThat(built.stages()).hasSize(12);
    assertThat(g.shape(built.stages().get(11))).containsExactly(2, 1 + 4 + 6, 48);
    assertThat(g.shape(network.attention(g, 11))).containsExactly(2, 6, 11, 11);
  }

  @Test
  void aWidthFactorKeepsTheNumberOfHeads() {
    VisionTransformer network = create("vit-base-16", 0.125);
    build(network, 32);

    assertThat(network.width()).isEqualTo(12 * 8);
    assertThat(g.shape(network.attention(g, 0))).containsExactly(2, 12, 5, 5);
  }

  @Test
  void dropPathGrowsWithDepthToItsRate() {
    var options = BackboneOptions.standard().withDropPath(0.2);
    Backbones.create("vit-mini-4", options).build(g, g.input("image", 2, 3, 8, 8));

    assertThat(g.randomInputs().stream().map(RandomInput::name))
        .startsWith("blocks/1/drop_path1", "blocks/1/drop_path2")
        .endsWith("blocks/5/drop_path1", "blocks/5/drop_path2")
        .hasSize(10);
    assertThat(g.randomInputs().stream().map(random -> ((Mask) random.draw()).keep()))
        .startsWith(0.96, 0.96, 0.92)
        .endsWith(0.8, 0.8);
  }

  @Test
  void anImageThatPatchesDoNotFillIsRefused() {
    assertThatThrownBy(() -> build(create("vit-mini-4", 1), 30))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an image of 30 x 30 pixels is no whole number of patches of 4 pixels; choose a"
                + " multiple");
  }

  private Features build(VisionTransformer network, int image) {
    return network.build(g, g.input("image", 2, 3, image, image));
  }

  private static VisionTransformer create(String name, double width) {
    return (VisionTransformer) Backbones.create(name, width);
  }
}
