package io.pretext.train;

import io.pretext.engine.UpdateRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How each trained parameter is treated: the optimizer's settings and its groups, resolved by path.
 *
 * <p>Norms and biases, which are the parameters of at most one dimension and those called {@code
 * bias}, have no weight decay and no trust ratio unless a group says otherwise.
 */
final class ParameterSettings {

  /** A constant rate where {@code scheduled} is false, else a factor on the scheduled one. */
  private record Treatment(
      double rate, boolean scheduled, double decay, boolean trustRatio, double freeze) {
    UpdateRule.Settings at(double scheduledRate, double clip, int updatesPerEpoch) {
      double now = scheduled ? rate * scheduledRate : rate;
      return new UpdateRule.Settings(
          now, decay, trustRatio, clip, Math.round(freeze * updatesPerEpoch));
    }
  }

  private final Map<String, Treatment> treatments = new LinkedHashMap<>();
  private final double clip;
  private final Schedule schedule;

  /**
   * @param trained paths of the trained parameters
   * @param shape of a path
   * @param images per update
   * @param schedule of the training
   * @throws IllegalArgumentException if a group matches no parameter
   */
  ParameterSettings(
      OptimizerConfig config,
      Collection<String> trained,
      Function<String, long[]> shape,
      int images,
      Schedule schedule) {
    this.clip = config.clipEach().orElse(Double.POSITIVE_INFINITY);
    this.schedule = schedule;
    List<ParameterGroup> unused = new ArrayList<>(config.groups());
    for (String path : trained) {
      boolean plain = shape.apply(path).length <= 1 || path.endsWith("/bias");
      var treatment = new Treatment(1, true, plain ? 0 : config.weightDecay(), !plain, 0);
      for (ParameterGroup group : config.groups()) {
        if (group.matches(path)) {
          unused.remove(group);
          treatment = with(treatment, group, config.scale(images));
        }
      }
      treatments.put(path, treatment);
    }
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "optimizer.groups: the pattern '"
              + unused.get(0).pattern()
              + "' matches no trained parameter; their paths are like "
              + trained.stream().sorted().findFirst().orElse("(none is trained)"));
    }
  }

  /** Settings by path where the schedule asks for {@code rate}. */
  Function<String, UpdateRule.Settings> at(double rate) {
    return path -> treatments.get(path).at(rate, clip, schedule.updatesPerEpoch());
  }

  private static Treatment with(Treatment base, ParameterGroup group, double scale) {
    boolean constant = group.rate().isPresent();
    boolean factor = group.rateFactor().isPresent();
    return new Treatment(
        constant ? group.rate().getAsDouble() * scale : group.rateFactor().orElse(base.rate),
        !constant && (factor || base.scheduled),
        group.weightDecay().orElse(base.decay),
        group.trustRatio().orElse(base.trustRatio),
        group.freeze().orElse(base.freeze));
  }
}
