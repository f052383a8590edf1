package io.pretext.app.bench;

import io.pretext.app.config.Presets;
import io.pretext.config.Bind;
import io.pretext.config.Check;
import io.pretext.config.Nearest;
import io.pretext.config.Yaml;
import io.pretext.methods.Methods;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trainings to be compared.
 *
 * @param rows each becomes a row of the table per seed
 */
public record Study(List<Row> rows) {

  /** The studies that come with Pretext. */
  private static final List<String> NAMES =
      List.of("joint-embedding-controls", "joint-embedding-vit");

  /**
   * One training.
   *
   * @param name of its row and of its run directories
   * @param preset it starts from, or a YAML file of the same form
   * @param set changes as {@code path=value}, in order
   * @param epochs its schedule's length; empty for that of the study
   */
  public record Row(String name, String preset, List<String> set, Optional<Integer> epochs) {

    public Row {
      Check.that(
          name.matches("[\\w.-]+"), "name", "be of letters, digits, '.', '-', '_', was " + name);
      epochs.ifPresent(count -> Check.atLeast("epochs", count, 1));
      set = List.copyOf(set);
    }

    static Map<String, ?> defaults() {
      return Map.of("set", List.of());
    }
  }

  public Study {
    Check.that(!rows.isEmpty(), "rows", "be one at least");
    var names = new HashSet<String>();
    for (Row row : rows) {
      Check.that(names.add(row.name()), "rows", "have names of their own: " + row.name());
    }
    rows = List.copyOf(rows);
  }

  /** The names that {@link #read} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The study in a YAML file, or one that comes with Pretext.
   *
   * @throws IllegalArgumentException if there is neither; the message names the nearest study
   */
  public static Study read(String nameOrFile) {
    Path file = Path.of(nameOrFile);
    if (NAMES.contains(nameOrFile)) {
      return Bind.record(nameOrFile, Yaml.parse(nameOrFile, text(nameOrFile)), Study.class);
    }
    if (Files.isRegularFile(file)) {
      return Bind.record(nameOrFile, Yaml.read(file), Study.class);
    }
    throw new IllegalArgumentException(
        "'%s' is neither a file nor a study, %s"
            .formatted(nameOrFile, Nearest.suggestion(nameOrFile, NAMES)));
  }

  /**
   * The presets {@code cifar10/<name>-<backbone>}.
   *
   * @param names of methods or of their variants; empty for every method that has such a preset
   * @throws IllegalArgumentException if there is no such preset
   */
  public static Study ofPresets(String backbone, List<String> names) {
    List<String> chosen = names;
    if (names.isEmpty()) {
      chosen =
          Methods.names().stream()
              .filter(name -> Presets.names().contains(preset(name, backbone)))
              .toList();
    }
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "no preset is of the backbone '"
              + backbone
              + "': see 'pretext show' for those there are");
    }
    return new Study(
        chosen.stream()
            .map(name -> new Row(name, preset(name, backbone), List.of(), Optional.empty()))
            .toList());
  }

  private static String preset(String name, String backbone) {
    return "cifar10/" + name + "-" + backbone;
  }

  /**
   * The rows of these names, in the order of the study.
   *
   * @param names empty for all
   * @throws IllegalArgumentException if there is no row of a name; the message names the nearest
   */
  public Study only(List<String> names) {
    List<String> known = rows.stream().map(Row::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "the study has no row '" + name + "', " + Nearest.suggestion(name, known));
      }
    }
    return new Study(
        rows.stream().filter(row -> names.isEmpty() || names.contains(row.name())).toList());
  }

  private static String text(String name) {
    try (InputStream in = Study.class.getResourceAsStream("/studies/" + name + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("study " + name + " cannot be read", e);
    }
  }
}
