package io.pretext.zoo.export;

import io.pretext.zoo.Norm;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A residual network under the names that detectron2 has for it, in a {@code .pth} file that its
 * checkpointer loads.
 *
 * <p>{@code layerN} is {@code resN+1} there, a norm belongs to its convolution ({@code conv1.norm})
 * and what is outside of the stages is the {@code stem}. Its norms are frozen and count no batches.
 *
 * @see <a href="https://github.com/facebookresearch/detectron2">detectron2</a>
 */
public final class Detectron2File {

  private Detectron2File() {}

  /**
   * Replaces {@code file} by the backbone of {@code model}.
   *
   * @throws IllegalArgumentException if detectron2 has no such network
   */
  public static void write(Path file, Model model) {
    TorchFile.writeForDetectron2(file, rename(model));
  }

  static StateDict rename(Model model) {
    String backbone = model.description().backbone();
    if (!backbone.matches("resnet(18|34|50|101|152)")) {
      throw new IllegalArgumentException(
          "detectron2 has no network like "
              + backbone
              + ", only resnet18, resnet34, resnet50, resnet101 and resnet152 can be exported to it");
    }
    if (model.description().norm() != Norm.BATCH || model.description().standardise()) {
      throw new IllegalArgumentException(
          "detectron2 has no "
              + backbone
              + " with other norms than batch norms; only one with these can be exported to it");
    }
    if (!model.description().projector().isNone()) {
      throw new IllegalArgumentException(
          "detectron2 takes a backbone's maps and has no place for a projector: export the"
              + " backbone alone");
    }
    StateDict torch = StateDict.backbone(model);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    Map<String, String> origin = new LinkedHashMap<>();
    torch
        .shapes()
        .forEach(
            (name, shape) -> {
              if (!torch.counters().contains(name)) {
                shapes.put(renamed(name), shape);
                origin.put(renamed(name), name);
              }
            });
    return new StateDict(shapes, Set.of(), name -> torch.values().apply(origin.get(name)));
  }

  private static String renamed(String name) {
    String inside =
        name.replaceFirst("\\bbn(\\d)\\.", "conv$1.norm.")
            .replace("downsample.0.", "shortcut.")
            .replace("downsample.1.", "shortcut.norm.");
    if (!inside.startsWith("layer")) {
      return "stem." + inside;
    }
    int stage = inside.charAt("layer".length()) - '0';
    return "res" + (stage + 1) + inside.substring("layerN".length());
  }
}
