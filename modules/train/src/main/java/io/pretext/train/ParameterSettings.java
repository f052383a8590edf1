package io.pretext.train;

import io.pretext.engine.UpdateRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How each trained parameter is treated: the optimizer's settings and its groups, resolved by path.
 *
 * <p>Norms and biases, which are the parameters of at most one dimension and those called {@code
 * bias}, have no weight decay and no trust ratio unless a group says otherwise.
 */
final class ParameterSettings {

  /**
   * How a parameter is treated in every update.
   *
   * @param rate a constant where {@code scheduled} is false, else a factor on the scheduled rate
   * @param decay a constant; missing for the scheduled one
   * @param freeze epochs
   */
  private record Treatment(
      double rate, boolean scheduled, OptionalDouble decay, boolean trustRatio, double freeze) {}

  private final Map<String, Treatment> treatments = new LinkedHashMap<>();
  private final OptimizerConfig config;
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
    this.config = config;
    this.schedule = schedule;
    List<ParameterGroup> unused = new ArrayList<>(config.groups());
    for (String path : trained) {
      boolean plain = shape.apply(path).length <= 1 || path.endsWith("/bias");
      OptionalDouble decay = plain ? OptionalDouble.of(0) : OptionalDouble.empty();
      var treatment = new Treatment(1, true, decay, !plain, 0);
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

  /**
   * Settings by path.
   *
   * @param rate that the schedule asks for
   * @param update counted from 0
   */
  Function<String, UpdateRule.Settings> at(double rate, long update) {
    double decay = config.weightDecayAt((double) update / schedule.updates());
    return path -> {
      Treatment treatment = treatments.get(path);
      return new UpdateRule.Settings(
          treatment.scheduled ? treatment.rate * rate : treatment.rate,
          treatment.decay.orElse(decay),
          treatment.trustRatio,
          config.clipEach().orElse(Double.POSITIVE_INFINITY),
          Math.round(treatment.freeze * schedule.updatesPerEpoch()));
    };
  }

  private static Treatment with(Treatment base, ParameterGroup group, double scale) {
    boolean constant = group.rate().isPresent();
    boolean factor = group.rateFactor().isPresent();
    return new Treatment(
        constant ? group.rate().getAsDouble() * scale : group.rateFactor().orElse(base.rate),
        !constant && (factor || base.scheduled),
        group.weightDecay().isPresent() ? group.weightDecay() : base.decay,
        group.trustRatio().orElse(base.trustRatio),
        group.freeze().orElse(base.freeze));
  }
}
