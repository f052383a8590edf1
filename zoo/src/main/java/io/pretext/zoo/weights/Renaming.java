package io.pretext.zoo.weights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Other libraries' names for the networks that we have, one rule each; a rule is used only where a
 * name shows that it applies.
 */
final class Renaming {

  /**
   * One library's names.
   *
   * @param shows pattern that is found in some name if they are these
   * @param steps patterns and what stands in their place, in order
   */
  private record Rule(Pattern shows, List<Step> steps) {

    String apply(String name) {
      String renamed = name;
      for (Step step : steps) {
        renamed = step.pattern().matcher(renamed).replaceAll(step.by());
      }
      return renamed;
    }
  }

  private record Step(Pattern pattern, String by) {}

  private static final List<Rule> RULES =
      List.of(
          // SupContrast and lightly call the projection of a shortcut so.
          rule("\\.shortcut\\.\\d", "\\.shortcut\\.", ".downsample."),
          // DINOv2's training checkpoints put the blocks into chunks, numbered through.
          rule("^blocks\\.\\d+\\.\\d+\\.", "^blocks\\.\\d+\\.(\\d+)\\.", "blocks.$1."),
          rule("^reg_token$", "^reg_token$", "register_tokens"),
          rule(
              "^stem\\.(conv_kxk|conv_1x1|reparam_conv)\\.",
              "^stem\\.",
              "stage0.",
              "^stages\\.0\\.",
              "stage1.",
              "^stages\\.1\\.",
              "stage2.",
              "^stages\\.2\\.",
              "stage3.",
              "^stages\\.3\\.",
              "stage4.",
              "\\.conv_kxk\\.",
              ".rbr_dense.",
              "\\.conv_1x1\\.",
              ".rbr_1x1.",
              "\\.identity\\.",
              ".rbr_identity.",
              "\\.reparam_conv\\.",
              ".rbr_reparam.",
              "\\.attn\\.fc1\\.",
              ".se.down.",
              "\\.attn\\.fc2\\.",
              ".se.up."),
          rule(
              "^stem\\.branch_",
              "^stem\\.",
              "stage0.",
              "^stage_(\\d)\\.",
              "stage$1.",
              "\\.branch_3x3\\.norm\\.",
              ".rbr_dense.bn.",
              "\\.branch_3x3\\.",
              ".rbr_dense.",
              "\\.branch_1x1\\.norm\\.",
              ".rbr_1x1.bn.",
              "\\.branch_1x1\\.",
              ".rbr_1x1.",
              "\\.branch_norm\\.",
              ".rbr_identity.",
              "\\.branch_reparam\\.",
              ".rbr_reparam."));

  private static final Pattern SEQUENTIAL = Pattern.compile("^(\\d+)\\.(.*)$");
  private static final Pattern BLOCK = Pattern.compile("^(\\d+)\\.\\d+\\.conv1\\.");

  private Renaming() {}

  /** How tensors with these names are renamed. */
  static UnaryOperator<String> of(Collection<String> names) {
    List<UnaryOperator<String>> steps = new ArrayList<>();
    if (names.stream().anyMatch(name -> BLOCK.matcher(name).find())) {
      steps.add(sequential(names));
    }
    for (Rule rule : RULES) {
      if (names.stream().anyMatch(name -> rule.shows().matcher(name).find())) {
        steps.add(rule::apply);
      }
    }
    return name -> {
      String renamed = name;
      for (UnaryOperator<String> step : steps) {
        renamed = step.apply(renamed);
      }
      return renamed;
    };
  }

  /**
   * A ResNet taken apart into a list: its convolution is 0, its norm 1, and its layers follow,
   * whatever stands between without weights.
   */
  private static UnaryOperator<String> sequential(Collection<String> names) {
    List<String> layers =
        names.stream()
            .map(BLOCK::matcher)
            .filter(Matcher::find)
            .map(m -> Integer.valueOf(m.group(1)))
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .map(String::valueOf)
            .toList();
    return name -> {
      var matcher = SEQUENTIAL.matcher(name);
      if (!matcher.matches()) {
        return name;
      }
      String index = matcher.group(1);
      String rest = matcher.group(2);
      int layer = layers.indexOf(index);
      return switch (index) {
        case "0" -> "conv1." + rest;
        case "1" -> "bn1." + rest;
        default -> layer < 0 ? name : "layer" + (layer + 1) + "." + rest;
      };
    };
  }

  private static Rule rule(String shows, String... steps) {
    var list = new ArrayList<Step>();
    for (int i = 0; i < steps.length; i += 2) {
      list.add(new Step(Pattern.compile(steps[i]), steps[i + 1]));
    }
    return new Rule(Pattern.compile(shows), list);
  }
}
