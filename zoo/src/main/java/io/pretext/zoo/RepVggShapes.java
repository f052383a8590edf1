package io.pretext.zoo;

import io.pretext.zoo.RepVgg.Branch;
import io.pretext.zoo.RepVgg.Form;
import io.pretext.zoo.RepVgg.Variant;
import io.pretext.zoo.WeightShapes.Listing;
import java.util.Map;

/** The values of a RepVGG in either form. */
final class RepVggShapes {

  private static final int SQUEEZE = 16;

  private final RepVgg net;
  private final Listing list = new Listing();

  private RepVggShapes(RepVgg net) {
    this.net = net;
  }

  static Map<String, long[]> of(RepVgg net) {
    var shapes = new RepVggShapes(net);
    int in = 3;
    int layer = 0;
    for (int stage = 0; stage <= 4; stage++) {
      int out = net.channels(stage);
      int blocks = stage == 0 ? 1 : net.blocks(stage);
      for (int i = 0; i < blocks; i++) {
        String name = stage == 0 ? "stage0/" : "stage" + stage + "/" + i + "/";
        shapes.block(name, in, out, net.groups(layer++), i > 0 && in == out);
        in = out;
      }
    }
    return shapes.list.values();
  }

  private void block(String name, int in, int out, int groups, boolean keeps) {
    if (net.config().form() == Form.DEPLOY) {
      list.conv(name + "rbr_reparam", in / groups, out, 3).bias(name + "rbr_reparam", out);
    } else {
      if (keeps && has(Branch.IDENTITY)) {
        list.batchNorm(name + "rbr_identity", in);
      }
      if (has(Branch.POINTWISE)) {
        branch(name + "rbr_1x1", in / groups, out, 1);
      }
      if (has(Branch.DENSE)) {
        branch(name + "rbr_dense", in / groups, out, 3);
      }
    }
    if (net.config().variant() == Variant.D2SE) {
      int few = Math.max(1, out / SQUEEZE);
      list.conv(name + "se/down", out, few, 1).bias(name + "se/down", few);
      list.conv(name + "se/up", few, out, 1).bias(name + "se/up", out);
    }
  }

  private boolean has(Branch branch) {
    return net.config().branches().contains(branch);
  }

  private void branch(String name, int in, int out, int kernel) {
    list.conv(name + "/conv", in, out, kernel).batchNorm(name + "/bn", out);
  }
}
