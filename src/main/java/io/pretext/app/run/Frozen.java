package io.pretext.app.run;

import io.pretext.train.PathPattern;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** The paths that training leaves alone. */
final class Frozen {

  /** The pattern of all but the heads. */
  private static final String BACKBONE = "backbone";

  private Frozen() {}

  /**
   * The paths that any of {@code patterns} matches.
   *
   * @param patterns as {@link PathPattern}, or {@code backbone} for all but the heads
   * @param heads names of the classifiers
   * @param paths of all parameters and states
   * @throws IllegalArgumentException if a pattern matches nothing
   */
  static Predicate<String> paths(
      List<String> patterns, List<String> heads, Collection<String> paths) {
    Predicate<String> frozen = path -> false;
    for (String pattern : patterns) {
      Predicate<String> matches =
          pattern.equals(BACKBONE) ? path -> !isOf(heads, path) : new PathPattern(pattern)::matches;
      if (paths.stream().noneMatch(matches)) {
        throw new IllegalArgumentException(
            "freeze: the pattern '%s' matches nothing; paths are like %s and %s"
                .formatted(
                    pattern,
                    paths.stream().findFirst().orElse("(none)"),
                    paths.stream().reduce((a, b) -> b).orElse("(none)")));
      }
      frozen = frozen.or(matches);
    }
    return frozen;
  }

  /** Whether {@code path} belongs to one of the classifiers. */
  static boolean isOf(List<String> heads, String path) {
    return heads.stream().anyMatch(head -> path.startsWith(head + "/"));
  }
}
