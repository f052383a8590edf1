package io.pretext.train;

import io.pretext.config.Check;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Settings of the parameters whose path matches a pattern, in place of the optimizer's.
 *
 * @param pattern of paths, as {@link PathPattern}
 * @param weightDecay instead of the optimizer's, from the first update to the last
 * @param rateFactor on the scheduled rate
 * @param rate per 256 images, scaled like the optimizer's but constant from the first update to the
 *     last
 * @param trustRatio whether LARS scales the gradient
 * @param freeze epochs, a part of one included, before the parameters and their slots are touched,
 *     as SwAV and DINO hold their last layer back; the norm over all gradients still counts theirs
 */
public record ParameterGroup(
    String pattern,
    OptionalDouble weightDecay,
    OptionalDouble rateFactor,
    OptionalDouble rate,
    Optional<Boolean> trustRatio,
    OptionalDouble freeze) {

  public ParameterGroup {
    new PathPattern(pattern);
    weightDecay.ifPresent(value -> Check.nonNegative("weightDecay", value));
    rateFactor.ifPresent(value -> Check.nonNegative("rateFactor", value));
    rate.ifPresent(value -> Check.nonNegative("rate", value));
    freeze.ifPresent(value -> Check.nonNegative("freeze", value));
    Check.that(
        rate.isEmpty() || rateFactor.isEmpty(), "rate", "not be given together with rateFactor");
  }

  /** Whether {@code path} belongs to the group. */
  boolean matches(String path) {
    return new PathPattern(pattern).matches(path);
  }

  /** The parameters of {@code pattern} follow the schedule at another factor. */
  public static ParameterGroup ofFactor(String pattern, double rateFactor) {
    return new ParameterGroup(
        pattern,
        OptionalDouble.empty(),
        OptionalDouble.of(rateFactor),
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalDouble.empty());
  }
}
