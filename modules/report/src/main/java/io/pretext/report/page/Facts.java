package io.pretext.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The figures of a run that are no curves. */
final class Facts {

  /** What a page tells of {@code provenance.json}, in order, by its key. */
  static final Map<String, String> PROVENANCE = provenance();

  private final Curves curves;
  private final Map<String, Object> result;

  Facts(Curves curves, Optional<Map<String, Object>> result) {
    this.curves = curves;
    this.result = result.orElse(Map.of());
  }

  private static Map<String, String> provenance() {
    var names = new LinkedHashMap<String, String>();
    names.put("version", "Pretext");
    names.put("revision", "Source revision");
    names.put("preset", "Preset");
    names.put("seed", "Seed");
    names.put("engine", "Engine");
    names.put("machine", "Machine");
    names.put("processor", "Processor class");
    names.put("threads", "Threads");
    names.put("java", "Java");
    names.put("data", "Images");
    names.put("weights", "Initial weights");
    names.put("teacher", "Teacher");
    names.put("started", "Started");
    return names;
  }

  /** For the head of the page. */
  List<Fact> list() {
    var facts = new ArrayList<Fact>();
    curves
        .last("knn")
        .ifPresent(knn -> facts.add(new Fact("kNN accuracy", percent(knn), besideKnn())));
    curves
        .last("top1")
        .ifPresent(
            top1 ->
                facts.add(
                    new Fact(
                        "Top-1 accuracy",
                        percent(top1),
                        curves.last("top5").map(top5 -> "top-5 " + percent(top5)).stream()
                            .toList())));
    curves
        .last("epoch_loss")
        .ifPresent(
            loss ->
                facts.add(
                    new Fact(
                        "Loss",
                        Numbers.significant(loss, 4),
                        curves
                            .first("epoch_loss")
                            .map(first -> "first epoch " + Numbers.significant(first, 4))
                            .stream()
                            .toList())));
    number("images_per_second")
        .ifPresent(
            rate ->
                facts.add(
                    new Fact(
                        "Speed",
                        Numbers.significant(rate, 3) + " images/s",
                        List.of("through the step"))));
    number("peak_rss_mb")
        .ifPresent(
            mb -> facts.add(new Fact("Peak memory", megabytes(mb), List.of("of the process"))));
    return facts;
  }

  private List<String> besideKnn() {
    var beside = new ArrayList<String>();
    curves.last("knn_random_init").ifPresent(value -> beside.add("random init " + percent(value)));
    curves.last("knn_pixels").ifPresent(value -> beside.add("raw pixels " + percent(value)));
    return beside;
  }

  /** Time and memory. */
  List<Row> cost(Map<String, ?> provenance) {
    var rows = new ArrayList<Row>();
    Optional<Double> seconds =
        number("seconds")
            .or(() -> Optional.ofNullable(provenance.get("seconds")).map(Facts::asDouble));
    seconds.ifPresent(
        s ->
            rows.add(new Row("Time, evaluation included, over all sessions", Numbers.duration(s))));
    seconds
        .filter(s -> curves.epochs() > 0)
        .ifPresent(s -> rows.add(new Row("Per epoch", Numbers.duration(s / curves.epochs()))));
    number("images_per_second")
        .ifPresent(
            rate ->
                rows.add(
                    new Row(
                        "Images through the training step",
                        Numbers.significant(rate, 4) + " per s")));
    number("steps")
        .ifPresent(steps -> rows.add(new Row("Steps", Numbers.count(Math.round(steps)))));
    number("planned_mb").ifPresent(mb -> rows.add(new Row("Planned for the step", megabytes(mb))));
    number("peak_rss_mb")
        .ifPresent(mb -> rows.add(new Row("Most memory of the process", megabytes(mb))));
    return rows;
  }

  private Optional<Double> number(String key) {
    return Optional.ofNullable(result.get(key))
        .filter(Number.class::isInstance)
        .map(Facts::asDouble);
  }

  private static double asDouble(Object number) {
    return ((Number) number).doubleValue();
  }

  private static String megabytes(double mb) {
    return Numbers.count(Math.round(mb)) + " MB";
  }

  private static String percent(double value) {
    return Numbers.text(value, "%");
  }
}
