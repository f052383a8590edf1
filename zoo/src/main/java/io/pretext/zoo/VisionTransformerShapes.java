package io.pretext.zoo;

import io.pretext.zoo.VisionTransformer.Config;
import io.pretext.zoo.WeightShapes.Listing;
import java.util.List;

/** The values of a vision transformer. */
final class VisionTransformerShapes {

  private static final int MLP_RATIO = 4;

  private VisionTransformerShapes() {}

  /**
   * @param image side in pixels; what does not fill a patch is left out
   */
  static WeightShapes of(VisionTransformer net, int image) {
    Config config = net.config();
    int width = net.width();
    int patches = image / config.patch();
    var list = new Listing().value("cls_token", 1, 1, width);
    if (config.distilled()) {
      list.value("dist_token", 1, 1, width);
    }
    list.conv("patch_embed/proj", 3, width, config.patch()).bias("patch_embed/proj", width);
    list.value("pos_embed", 1, (config.distilled() ? 2 : 1) + patches * patches, width);
    if (config.registers() > 0) {
      list.value("register_tokens", 1, config.registers(), width);
    }
    for (int i = 0; i < config.depth(); i++) {
      block(list, "blocks/" + i + "/", width, config.layerScale());
    }
    list.layerNorm("norm", width);
    List<String> heads = config.distilled() ? List.of("head", "head_dist") : List.of("head");
    return new WeightShapes(list.values(), heads, width);
  }

  private static void block(Listing list, String name, int width, boolean layerScale) {
    list.layerNorm(name + "norm1", width);
    list.linear(name + "attn/qkv", width, 3 * width).linear(name + "attn/proj", width, width);
    if (layerScale) {
      list.value(name + "ls1/gamma", width);
    }
    list.layerNorm(name + "norm2", width);
    list.linear(name + "mlp/fc1", width, MLP_RATIO * width);
    list.linear(name + "mlp/fc2", MLP_RATIO * width, width);
    if (layerScale) {
      list.value(name + "ls2/gamma", width);
    }
  }
}
