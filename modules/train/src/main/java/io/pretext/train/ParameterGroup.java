package io.pretext.train;

import io.pretext.config.Check;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Settings of the parameters whose path matches a pattern, in place of the optimizer's.
 *
 * @param pattern of paths: {@code *} is any text within a segment, {@code **} any text; {@code
 *     predictor/**} is a whole scope
 * @param weightDecay instead of the optimizer's
 * @param rateFactor on the scheduled rate
 * @param rate per 256 images, scaled like the optimizer's but constant from the first update to the
 *     last
 * @param trustRatio whether LARS scales the gradient
 */
public record ParameterGroup(
    String pattern,
    OptionalDouble weightDecay,
    OptionalDouble rateFactor,
    OptionalDouble rate,
    Optional<Boolean> trustRatio) {

  public ParameterGroup {
    Check.that(!pattern.isBlank(), "pattern", "not be empty");
    weightDecay.ifPresent(value -> Check.nonNegative("weightDecay", value));
    rateFactor.ifPresent(value -> Check.nonNegative("rateFactor", value));
    rate.ifPresent(value -> Check.nonNegative("rate", value));
    Check.that(
        rate.isEmpty() || rateFactor.isEmpty(), "rate", "not be given together with rateFactor");
  }

  /** Whether {@code path} belongs to the group. */
  boolean matches(String path) {
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
