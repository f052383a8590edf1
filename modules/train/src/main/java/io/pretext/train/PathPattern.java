package io.pretext.train;

import io.pretext.config.Check;
import java.util.regex.Pattern;

/**
 * A pattern of paths: {@code *} is any text within a segment, {@code **} any text; {@code
 * predictor/**} is a whole scope.
 *
 * @param pattern as it is written
 */
public record PathPattern(String pattern) {

  public PathPattern {
    Check.that(!pattern.isBlank(), "pattern", "not be empty");
  }

  /** Whether {@code path} is meant. */
  public boolean matches(String path) {
    StringBuilder regex = new StringBuilder();
    for (String part : pattern.split("(?<=\\*\\*)|(?=\\*\\*)")) {
      regex.append(part.equals("**") ? ".*" : segment(part));
    }
    return path.matches(regex.toString());
  }

  private static String segment(String part) {
    return Pattern.quote(part).replace("*", "\\E[^/]*\\Q");
  }
}
