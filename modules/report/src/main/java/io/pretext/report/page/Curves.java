package io.pretext.report.page;

import io.pretext.report.page.Figure.Level;
import io.pretext.report.page.Figure.Line;
import io.pretext.report.page.Figure.Look;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The lines of {@code metrics.jsonl} as charts, every number in one of them. */
final class Curves {

  private static final String EPOCH = "epoch";
  private static final String STEP = "step";
  private static final String LOSS = "loss";
  private static final String EPOCH_LOSS = "epoch_loss";
  private static final String RATE = "rate";

  /** What is not a curve of its own: times, and levels before training. */
  private static final Map<String, List<String>> LEVELS =
      Map.of("knn", List.of("knn_random_init", "knn_pixels"));

  private static final Map<String, String> LEVEL_NAMES =
      Map.of("knn_random_init", "random init", "knn_pixels", "raw pixels");

  /** In this order, whatever the log's. */
  private static final List<String> LEARNED =
      List.of("knn", "probe", "probe_train", "top1", "top5");

  private static final List<String> SIGNALS = List.of("spread", "effective_rank");

  private final List<Map<String, Object>> log;
  private final double stepsPerEpoch;

  Curves(List<Map<String, Object>> log) {
    this.log = log;
    this.stepsPerEpoch = stepsPerEpoch(log);
  }

  /** The loss, the learning rate, and what was learned. */
  List<Figure> learning() {
    var figures = new ArrayList<Figure>();
    loss().ifPresent(figures::add);
    for (String name : LEARNED) {
      of(name).ifPresent(figures::add);
    }
    names().stream().filter(Curves::isOfHead).forEach(name -> of(name).ifPresent(figures::add));
    of(RATE).ifPresent(figures::add);
    return figures;
  }

  /** Whether the embeddings collapse. */
  List<Figure> signals() {
    return SIGNALS.stream().flatMap(name -> of(name).stream()).toList();
  }

  /** All the rest: what the method watches. */
  List<Figure> monitors() {
    Set<String> rest = names();
    rest.removeAll(List.of(EPOCH, STEP, LOSS, EPOCH_LOSS, RATE));
    rest.removeAll(LEARNED);
    rest.removeAll(SIGNALS);
    LEVELS.forEach(
        (name, levels) -> {
          if (of(name).isPresent()) {
            rest.removeAll(levels);
          }
        });
    rest.removeIf(Curves::isOfHead);
    return rest.stream().flatMap(name -> of(name).stream()).toList();
  }

  /** The last epoch that was trained to its end. */
  int epochs() {
    return log.stream()
        .filter(line -> line.containsKey(EPOCH_LOSS))
        .mapToInt(line -> ((Number) line.get(EPOCH)).intValue())
        .max()
        .orElse(0);
  }

  /** The last value of a metric. */
  Optional<Double> last(String name) {
    Line line = line(name, Look.LINE, this::end);
    int length = line.values().length;
    return length == 0 ? Optional.empty() : Optional.of(line.values()[length - 1]);
  }

  /** The first value of a metric. */
  Optional<Double> first(String name) {
    Line line = line(name, Look.LINE, this::end);
    return line.values().length == 0 ? Optional.empty() : Optional.of(line.values()[0]);
  }

  private Optional<Figure> loss() {
    Line steps = line(LOSS, Look.FAINT, this::end);
    Line means = line(EPOCH_LOSS, Look.DOTS, line -> epoch(line) - 0.5);
    if (means.values().length == 0) {
      return steps.values().length == 0
          ? Optional.empty()
          : Optional.of(figure(LOSS, List.of(steps), List.of()));
    }
    return Optional.of(figure(LOSS, List.of(steps, means), List.of()));
  }

  private Optional<Figure> of(String name) {
    Line line = line(name, name.equals(RATE) ? Look.LINE : Look.DOTS, this::end);
    if (line.values().length == 0) {
      return Optional.empty();
    }
    List<Level> levels =
        LEVELS.getOrDefault(name, List.of()).stream()
            .flatMap(
                level ->
                    last(level).map(value -> new Level(LEVEL_NAMES.get(level), value)).stream())
            .toList();
    return Optional.of(figure(name, List.of(line), levels));
  }

  private static Figure figure(String name, List<Line> lines, List<Level> levels) {
    Meaning meaning = Meaning.of(name);
    return new Figure(
        name, meaning.title(), meaning.note(), meaning.unit(), lines, levels, meaning.range());
  }

  private Line line(String name, Look look, ToDoubleFunction<Map<String, Object>> at) {
    var lines = log.stream().filter(line -> isValue(line.get(name))).toList();
    return new Line(
        name,
        look,
        lines.stream().mapToDouble(at).toArray(),
        lines.stream().mapToDouble(line -> value(line.get(name))).toArray());
  }

  /** Names of all that is a number somewhere, in the log's order. */
  private Set<String> names() {
    var names = new LinkedHashSet<String>();
    log.forEach(
        line ->
            line.forEach(
                (name, value) -> {
                  if (isValue(value)) {
                    names.add(name);
                  }
                }));
    return names;
  }

  private static boolean isOfHead(String name) {
    return name.startsWith("top1_");
  }

  /** JSON has no number for what is not finite; the log has its name as a text. */
  private static boolean isValue(Object value) {
    return value instanceof Number
        || value instanceof String text && text.matches("NaN|-?Infinity");
  }

  private static double value(Object value) {
    return value instanceof Number number
        ? number.doubleValue()
        : Double.parseDouble(String.valueOf(value));
  }

  private double end(Map<String, Object> line) {
    return line.get(STEP) instanceof Number step ? step.doubleValue() / stepsPerEpoch : epoch(line);
  }

  private static double epoch(Map<String, Object> line) {
    return line.get(EPOCH) instanceof Number epoch ? epoch.doubleValue() : 0;
  }

  /** From the end of an epoch; before there is one, what was trained counts as one. */
  private static double stepsPerEpoch(List<Map<String, Object>> log) {
    double most = 1;
    for (Map<String, Object> line : log) {
      double step = line.get(STEP) instanceof Number at ? at.doubleValue() : 0;
      if (line.containsKey(EPOCH_LOSS) && epoch(line) > 0 && step > 0) {
        return step / epoch(line);
      }
      most = Math.max(most, step);
    }
    return most;
  }
}
