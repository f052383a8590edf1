package io.pretext.zoo;

import io.pretext.zoo.VisionTransformer.Config;
import io.pretext.zoo.VisionTransformer.Positions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The vision transformers by name. */
final class VisionTransformers {

  /**
   * A size; under a width factor the heads stay as many and become narrower or wider.
   *
   * @param headWidth 64 in everything published
   */
  private record Size(int heads, int headWidth, int depth) {}

  private static final Map<String, Size> SIZES =
      Map.of(
          "tiny", new Size(3, 64, 12),
          "small", new Size(6, 64, 12),
          "base", new Size(12, 64, 12),
          "mini", new Size(4, 32, 6));

  private static final int DINO_REGISTERS = 4;

  private static final Map<String, Config> PUBLISHED = published();

  private VisionTransformers() {}

  static List<String> names() {
    return List.copyOf(PUBLISHED.keySet());
  }

  /** The one called {@code name}, which must be one of {@link #names}. */
  static VisionTransformer create(String name, BackboneOptions options) {
    Config c = PUBLISHED.get(name);
    return new VisionTransformer(
        new Config(
            c.heads(),
            Widths.scaled(c.headWidth(), options.width()),
            c.depth(),
            c.patch(),
            c.distilled(),
            c.registers(),
            c.layerScale(),
            options.dropPath(),
            options.positions(),
            options.frozenPatches()));
  }

  private static Map<String, Config> published() {
    var all = new LinkedHashMap<String, Config>();
    for (String size : List.of("tiny", "small", "base")) {
      for (int patch : List.of(4, 8, 14, 16)) {
        all.put("vit-" + size + "-" + patch, config(size, patch, false, 0, false));
      }
    }
    for (String size : List.of("tiny", "small", "base")) {
      all.put("deit-" + size + "-16", config(size, 16, false, 0, false));
      all.put("deit-" + size + "-distilled-16", config(size, 16, true, 0, false));
    }
    for (String size : List.of("small", "base")) {
      all.put("dinov2-" + size + "-14", config(size, 14, false, 0, true));
      all.put("dinov2-" + size + "-14-reg", config(size, 14, false, DINO_REGISTERS, true));
    }
    all.put("vit-mini-4", config("mini", 4, false, 0, false));
    all.put("deit-mini-4", config("mini", 4, true, 0, false));
    return all;
  }

  private static Config config(
      String size, int patch, boolean distilled, int registers, boolean layerScale) {
    Size s = SIZES.get(size);
    return new Config(
        s.heads(),
        s.headWidth(),
        s.depth(),
        patch,
        distilled,
        registers,
        layerScale,
        0,
        Positions.LEARNT,
        false);
  }
}
