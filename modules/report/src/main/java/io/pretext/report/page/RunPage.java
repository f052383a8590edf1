package io.pretext.report.page;

import io.pretext.config.AtomicFile;
import io.pretext.config.Bind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The page of a run: what was learned, whether it looks healthy, pictures, and what one needs to
 * know to get its numbers again.
 *
 * @param folder the run directory, whose pictures are shown
 * @param log the lines of {@code metrics.jsonl}
 * @param config every setting
 * @param preset what the settings are compared with
 * @param provenance what {@code provenance.json} holds
 * @param result what {@code result.json} holds; empty while the run goes on
 */
public record RunPage(
    Path folder,
    List<Map<String, Object>> log,
    Map<String, ?> config,
    Optional<Preset> preset,
    Map<String, ?> provenance,
    Optional<Map<String, Object>> result) {

  /** The name of a run's page in its directory. */
  public static final String FILE = "report.html";

  /**
   * A preset.
   *
   * @param name as on the command line
   * @param known whether the run began with it, or it is merely the one that differs least
   * @param settings all of them
   */
  public record Preset(String name, boolean known, Map<String, ?> settings) {

    /** How many settings a run has otherwise. */
    public int differences(Map<String, ?> run) {
      return Settings.changes(settings, run).size();
    }
  }

  private static final class Kind {
    private static final Template RUN = Template.of("run.mustache", "charts.js");
  }

  /** A heading and its charts. */
  record Charts(String title, String id, String lead, List<Figure> figures) {

    boolean hasLead() {
      return !lead.isEmpty();
    }

    /** Warnings are about what a method watches, not about what comes of it. */
    private Stream<Map<String, Object>> data() {
      boolean marked = !id.equals("learning");
      return figures.stream().map(figure -> Bind.merge(figure.data(), Map.of("marked", marked)));
    }
  }

  /** What fills the template. */
  record Content(
      String title,
      String subtitle,
      String state,
      List<Fact> facts,
      List<Warnings.Warning> warnings,
      List<Charts> charts,
      Picture.Album album,
      Comparison comparison,
      List<Settings.Section> settings,
      List<Row> provenance,
      String command,
      List<Row> cost) {

    boolean hasPictures() {
      return !album.shown().isEmpty() || !album.leftOut().isEmpty();
    }

    boolean hasWarnings() {
      return !warnings.isEmpty();
    }

    boolean hasCommand() {
      return !command.isEmpty();
    }
  }

  /** The settings beside those of a preset. */
  record Comparison(String sentence, List<Settings.Change> changes) {

    boolean hasChanges() {
      return !changes.isEmpty();
    }
  }

  /** Replaces {@code file}, all at once. */
  public void write(Path file) {
    AtomicFile.write(file, html());
  }

  /** The page. */
  public String html() {
    Curves curves = new Curves(log);
    List<Charts> charts = charts(curves);
    var data =
        Map.of(
            "charts",
            charts.stream().flatMap(Charts::data).toList(),
            "warned",
            Warnings.epochs(log),
            "epochs",
            curves.epochs());
    return Kind.RUN.render(content(curves, charts), data);
  }

  private Content content(Curves curves, List<Charts> charts) {
    Comparison comparison = comparison();
    return new Content(
        name(),
        subtitle(),
        state(curves.epochs()),
        new Facts(curves, result).list(),
        Warnings.of(log),
        charts,
        Picture.Album.of(folder),
        comparison,
        Settings.sections(config, comparison.changes()),
        rows(provenance, Facts.PROVENANCE),
        Settings.at(provenance, "command").filter(text -> !text.equals("\u2013")).orElse(""),
        new Facts(curves, result).cost(provenance));
  }

  private String name() {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }

  private String subtitle() {
    String method = Settings.at(config, "method.name").orElse("classifier");
    String backbone = Settings.at(config, "backbone.name").orElse("");
    String images =
        result
            .map(r -> r.get("dataset") + images(r.get("images")))
            .or(() -> Settings.at(config, "data.source"))
            .orElse("");
    return Stream.of(method + " on " + backbone, images)
        .filter(text -> !text.isEmpty())
        .reduce((a, b) -> a + " \u00b7 " + b)
        .orElse("");
  }

  private static String images(Object count) {
    return count instanceof Number images
        ? ", " + Numbers.count(images.longValue()) + " images"
        : "";
  }

  private String state(int epochs) {
    String of = Settings.at(config, "schedule.epochs").orElse("?");
    return result.isPresent()
        ? "Finished after %d epochs".formatted(epochs)
        : "After epoch %d of %s".formatted(epochs, of);
  }

  private List<Charts> charts(Curves curves) {
    var charts = new ArrayList<Charts>();
    charts.add(new Charts("What was learned", "learning", "", curves.learning()));
    int warned = Warnings.epochs(log).size();
    charts.add(
        new Charts(
            "Signs of collapse",
            "signals",
            warned == 0
                ? "Nothing looked wrong after any epoch."
                : "Marked below: the epochs after which something looked wrong.",
            curves.signals()));
    charts.add(new Charts("What the method watches", "monitors", "", curves.monitors()));
    charts.removeIf(section -> section.figures().isEmpty());
    return charts;
  }

  private Comparison comparison() {
    if (preset.isEmpty()) {
      return new Comparison("There is no preset to compare the settings with.", List.of());
    }
    Preset other = preset.get();
    List<Settings.Change> changes = Settings.changes(other.settings(), config);
    String which =
        other.known()
            ? "The run began with the preset " + other.name()
            : "The run does not say which preset it began with. The nearest is " + other.name();
    String how =
        switch (changes.size()) {
          case 0 -> ", from which it differs in nothing.";
          case 1 -> ", from which it differs in one setting.";
          default -> ", from which it differs in " + changes.size() + " settings.";
        };
    return new Comparison(which + how, changes);
  }

  private static List<Row> rows(Map<String, ?> values, Map<String, String> names) {
    var rows = new ArrayList<Row>();
    names.forEach(
        (key, name) ->
            Settings.at(values, key)
                .filter(text -> !text.equals("\u2013"))
                .ifPresent(text -> rows.add(new Row(name, text))));
    return rows;
  }
}
