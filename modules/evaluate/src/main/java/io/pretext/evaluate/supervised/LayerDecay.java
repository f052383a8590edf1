package io.pretext.evaluate.supervised;

import io.pretext.config.Check;
import io.pretext.train.ParameterGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lower learning rates for layers further from the classifier: the scheduled rate times {@code
 * decay} once per step down.
 *
 * <p>How deep a parameter lies is told by its path. A transformer has a step per block ({@code
 * blocks/3/...}), a residual network or a RepVGG one per stage ({@code layer2/...}, {@code
 * stage2/...}). Heads, a projector's layer and the last norm are the top, at factor 1; what comes
 * before the first block or stage (patches, tokens, positions, stem) is the bottom.
 *
 * @param decay 1 for the same rate everywhere
 * @see <a href="https://arxiv.org/abs/2106.08254">Bao et al., 2021</a>, section 3 (BEiT)
 */
public record LayerDecay(double decay) {

  private static final Pattern BLOCK = Pattern.compile("(blocks/\\d+|layer\\d+|stage\\d+)/.*");

  /** What stands above the last block or stage. */
  private static final Pattern TOP =
      Pattern.compile("(norm|fc|head|head_dist|linear|projector)/.*");

  public LayerDecay {
    Check.that(decay > 0 && decay <= 1, "layerDecay", "be in (0, 1], was " + decay);
  }

  /** One group of parameters per block, stage or other first part of a path; none for decay 1. */
  public List<ParameterGroup> groups(Collection<String> paths) {
    var groups = new ArrayList<ParameterGroup>();
    if (decay < 1) {
      patterns(paths)
          .forEach((pattern, factor) -> groups.add(ParameterGroup.ofFactor(pattern, factor)));
    }
    return groups;
  }

  private Map<String, Double> patterns(Collection<String> paths) {
    int steps = 1 + paths.stream().mapToInt(LayerDecay::depth).max().orElse(0);
    var patterns = new LinkedHashMap<String, Double>();
    for (String path : paths) {
      int depth = TOP.matcher(path).matches() ? steps : depth(path);
      patterns.put(pattern(path), Math.pow(decay, steps - depth));
    }
    return patterns;
  }

  /** Blocks and stages count from 1; 0 is what comes before them. */
  private static int depth(String path) {
    Matcher block = BLOCK.matcher(path);
    if (!block.matches()) {
      return 0;
    }
    String name = block.group(1);
    int number = Integer.parseInt(name.replaceAll("\\D", ""));
    // Blocks are numbered from 0, stages from 1; RepVGG's stage 0 is its stem.
    return name.startsWith("blocks/") ? number + 1 : number;
  }

  private static String pattern(String path) {
    Matcher block = BLOCK.matcher(path);
    if (block.matches()) {
      return block.group(1) + "/**";
    }
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash) + "/**";
  }
}
