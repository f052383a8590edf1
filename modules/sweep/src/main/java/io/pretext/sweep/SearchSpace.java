package io.pretext.sweep;

import io.pretext.config.Nearest;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;

/**
 * All ranges of a sweep as one space of Arbiter's: a point of the unit cube in, settings by path
 * out.
 *
 * <p>A range whose conditions do not hold takes up its coordinate and leaves its setting out.
 */
public final class SearchSpace implements ParameterSpace<LinkedHashMap<String, Serializable>> {

  private static final MathContext DIGITS = new MathContext(4);

  private final Map<String, Range> ranges;
  private final Map<String, ParameterSpace<?>> leaves = new LinkedHashMap<>();

  private SearchSpace(Map<String, Range> ranges) {
    this.ranges = ranges;
    ranges.forEach((path, range) -> leaves.put(path, leaf(range)));
  }

  /**
   * Reads the ranges of a sweep by path.
   *
   * @throws IllegalArgumentException if there is none, one is empty, or a condition names no other
   *     range or goes round in a circle
   */
  public static SearchSpace parse(Map<String, ?> written) {
    if (written.isEmpty()) {
      throw new IllegalArgumentException(
          "ranges must be one at least, as optimizer.rate: {log: [0.01, 1.0]}");
    }
    var ranges = new LinkedHashMap<String, Range>();
    written.forEach((path, range) -> ranges.put(path, Range.parse(path, range)));
    return new SearchSpace(inOrderOfConditions(ranges));
  }

  /** Every range after those that its conditions name; otherwise as written. */
  private static Map<String, Range> inOrderOfConditions(Map<String, Range> ranges) {
    ranges.forEach(
        (path, range) -> {
          for (String other : range.when().keySet()) {
            if (!ranges.containsKey(other)) {
              throw new IllegalArgumentException(
                  "ranges: %s depends on '%s', which has no range, %s"
                      .formatted(path, other, Nearest.suggestion(other, ranges.keySet())));
            }
          }
        });
    var ordered = new LinkedHashMap<String, Range>();
    while (ordered.size() < ranges.size()) {
      int before = ordered.size();
      ranges.forEach(
          (path, range) -> {
            if (ordered.keySet().containsAll(range.when().keySet())) {
              ordered.putIfAbsent(path, range);
            }
          });
      if (ordered.size() == before) {
        throw new IllegalArgumentException("ranges: the conditions go round in a circle");
      }
    }
    return ordered;
  }

  /** Arbiter's grid fails on a space of one value, which is therefore no space. */
  private static ParameterSpace<?> leaf(Range range) {
    if (range.isSingle()) {
      return new FixedValue<>(range.low());
    }
    return switch (range.kind()) {
      case LOG ->
          new ContinuousParameterSpace(new LogUniformDistribution(range.low(), range.high()));
      case LINEAR -> new ContinuousParameterSpace(range.low(), range.high());
      case INTEGER, CHOICE -> new IntegerParameterSpace((int) range.low(), (int) range.high());
    };
  }

  /** The ranges by path, those that depend on others after them. */
  Map<String, Range> ranges() {
    return ranges;
  }

  /** The paths that a trial's settings may hold. */
  public List<String> paths() {
    return List.copyOf(ranges.keySet());
  }

  /**
   * Settings that between them hold the ends of every range and every choice, each beside what its
   * conditions ask for.
   */
  public List<Map<String, Object>> samples() {
    List<Map<String, Object>> samples = new ArrayList<>();
    for (String path : ranges.keySet()) {
      for (Object value : ranges.get(path).samples()) {
        var settings = new LinkedHashMap<String, Object>();
        meetConditions(path, settings);
        settings.put(path, value);
        samples.add(settings);
      }
    }
    return samples;
  }

  private void meetConditions(String path, Map<String, Object> settings) {
    ranges
        .get(path)
        .when()
        .forEach(
            (other, values) -> {
              meetConditions(other, settings);
              settings.put(other, values.get(0));
            });
  }

  @Override
  public LinkedHashMap<String, Serializable> getValue(double[] point) {
    var settings = new LinkedHashMap<String, Serializable>();
    var seen = new LinkedHashMap<String, Object>();
    ranges.forEach(
        (path, range) -> {
          if (range.appliesTo(seen)) {
            Object value = value(range, leaves.get(path).getValue(point));
            seen.put(path, value);
            settings.put(path, (Serializable) value);
          }
        });
    return settings;
  }

  /** What the setting is given: four digits of a number are enough to tell and to type. */
  private static Object value(Range range, Object coordinate) {
    double number = ((Number) coordinate).doubleValue();
    return switch (range.kind()) {
      case CHOICE -> range.values().get((int) number);
      case INTEGER -> (int) number;
      default -> Math.min(Math.max(rounded(number), range.low()), range.high());
    };
  }

  private static double rounded(double number) {
    return new BigDecimal(number).round(DIGITS).doubleValue();
  }

  @Override
  public int numParameters() {
    return leaves.values().stream().mapToInt(ParameterSpace::numParameters).sum();
  }

  @Override
  @SuppressWarnings("rawtypes")
  public List<ParameterSpace> collectLeaves() {
    return List.copyOf(leaves.values());
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Map<String, ParameterSpace> getNestedSpaces() {
    return new LinkedHashMap<>(leaves);
  }

  @Override
  public boolean isLeaf() {
    return false;
  }

  @Override
  public void setIndices(int... indices) {
    throw new UnsupportedOperationException("only leaves have indices");
  }
}
