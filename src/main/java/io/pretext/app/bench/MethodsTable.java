package io.pretext.app.bench;

import io.pretext.methods.Methods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Findings as Markdown: a table per circumstance, and below it settings and warnings. */
public final class MethodsTable {

  /** In the order of the methods; a method itself comes before its variants. */
  private static final Comparator<Finding> ORDER =
      Comparator.<Finding>comparingInt(finding -> Methods.names().indexOf(finding.method()))
          .thenComparing(finding -> !finding.row().equals(finding.method()))
          .thenComparing(Finding::row)
          .thenComparing(Finding::epochs)
          .thenComparing(finding -> String.join(" ", finding.set()))
          .thenComparing(Finding::seed);

  /** Within it, figures can be compared. */
  private record Circumstance(
      String backbone,
      String dataset,
      int images,
      int queries,
      int watched,
      String features,
      String processor,
      int threads,
      String engine) {

    static Circumstance of(Finding finding) {
      return new Circumstance(
          finding.backbone(),
          finding.dataset(),
          finding.images(),
          finding.queries(),
          finding.watched(),
          finding.features(),
          finding.processor(),
          finding.threads(),
          finding.engine());
    }

    String introduction() {
      return """
          ## %s on %s, %d images

          kNN accuracy in per cent on %d test images with the %d training images as bank (k = 20, T = 0.07; k = 200,
          T = 0.1), by the %s; "after" are epochs, asked about %s. Processor class %s, %d %s,
          engine %s.
          """
          .formatted(
              backbone,
              dataset,
              images,
              queries,
              images,
              features.equals("backbone") ? "features of the backbone" : "embedding",
              watched == 0 ? "all of them" : "the first " + watched,
              processor,
              threads,
              threads == 1 ? "thread" : "threads",
              engine);
    }
  }

  /** Runs that differ in their seed only. */
  private record Alike(String row, String preset, int epochs, List<String> set) {

    static Alike of(Finding finding) {
      return new Alike(finding.row(), finding.preset(), finding.epochs(), finding.set());
    }
  }

  /**
   * A column.
   *
   * @param decimals of its figures
   * @param deviates whether the mean of several seeds comes with their deviation
   */
  private record Column(
      String title, int decimals, boolean deviates, ToDoubleFunction<Finding> value) {

    String of(List<Finding> findings) {
      double[] values = findings.stream().mapToDouble(value).toArray();
      double mean = mean(values);
      String text = number(mean, decimals);
      return deviates && values.length > 1
          ? text + " ± " + number(deviation(values, mean), decimals)
          : text;
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("k=20", 2, true, Finding::knn20),
          new Column("untrained", 2, false, Finding::knn20Untrained),
          new Column("k=200", 2, true, Finding::knn200),
          new Column("untrained", 2, false, Finding::knn200Untrained),
          new Column("spread", 2, false, Finding::spread),
          new Column("rank", 1, false, Finding::effectiveRank),
          new Column("images/s", 0, false, Finding::imagesPerSecond),
          new Column("planned MB", 0, false, Finding::plannedMb),
          new Column("minutes", 1, false, finding -> finding.seconds() / 60));

  private MethodsTable() {}

  /** The page. */
  public static String of(List<Finding> findings) {
    var page =
        new StringBuilder(
            """
            # What the methods learn

            Written by `./pretext bench methods` and `./pretext bench table`; not to be edited. "Untrained" is the same
            network with the same seed before training. Spread and rank are of the embeddings after the last epoch: a
            spread of 1 fills the sphere, 0 is one point. "Warned" is the epoch of the first warning of a collapse or a
            stall. Planned memory is what the training step needs.
            """);
    group(findings.stream().sorted(ORDER).toList(), Circumstance::of)
        .forEach((circumstance, some) -> page.append(section(circumstance, some)));
    return page.toString();
  }

  private static String section(Circumstance circumstance, List<Finding> findings) {
    var section = new StringBuilder("\n" + circumstance.introduction() + "\n");
    TreeSet<Integer> looks = looks(findings);
    List<String> titles = new ArrayList<>(List.of("row", "seed", "epochs"));
    COLUMNS.forEach(column -> titles.add(column.title()));
    titles.add(
        "k=20 after " + looks.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    titles.add("warned");
    section.append(line(titles));
    section.append("|---".repeat(titles.size())).append("|\n");
    for (List<Finding> alike : group(findings, Alike::of).values()) {
      alike.forEach(
          finding -> section.append(row(List.of(finding), String.valueOf(finding.seed()), looks)));
      if (alike.size() > 1) {
        section.append(row(alike, "mean of " + alike.size(), looks));
      }
    }
    return section + settings(findings) + warnings(findings);
  }

  /** The epochs after which any run was looked at before its last. */
  private static TreeSet<Integer> looks(List<Finding> findings) {
    var epochs = new TreeSet<Integer>();
    for (Finding finding : findings) {
      finding.looks().stream()
          .map(Finding.Look::epoch)
          .filter(epoch -> epoch < finding.epochs())
          .forEach(epochs::add);
    }
    return epochs;
  }

  private static String row(List<Finding> alike, String seed, TreeSet<Integer> looks) {
    Finding first = alike.get(0);
    List<String> cells =
        new ArrayList<>(List.of(first.row(), seed, String.valueOf(first.epochs())));
    COLUMNS.forEach(column -> cells.add(column.of(alike)));
    cells.add(looks.stream().map(epoch -> after(epoch, alike)).collect(Collectors.joining(", ")));
    cells.add(
        alike.stream()
            .flatMap(finding -> finding.warnings().stream())
            .map(Finding.Warning::epoch)
            .min(Comparator.naturalOrder())
            .map(epoch -> "epoch " + epoch)
            .orElse(""));
    return line(cells);
  }

  private static String after(int epoch, List<Finding> alike) {
    double[] values =
        alike.stream()
            .flatMap(finding -> finding.looks().stream())
            .filter(look -> look.epoch() == epoch)
            .mapToDouble(Finding.Look::knn)
            .toArray();
    return values.length == 0 ? "-" : number(mean(values), 1);
  }

  private static String settings(List<Finding> findings) {
    var lines = new LinkedHashSet<String>();
    for (Finding finding : findings) {
      if (!finding.set().isEmpty()) {
        lines.add(
            "- `%s`: `%s` with `%s`\n"
                .formatted(finding.row(), finding.preset(), String.join("`, `", finding.set())));
      }
    }
    return lines.isEmpty() ? "" : "\nChanged settings:\n\n" + String.join("", lines);
  }

  private static String warnings(List<Finding> findings) {
    var lines = new StringBuilder();
    for (Finding finding : findings) {
      for (Finding.Warning warning : finding.warnings()) {
        lines.append(
            "- `%s`, seed %d, %d epochs: after epoch %d %s\n"
                .formatted(
                    finding.row(),
                    finding.seed(),
                    finding.epochs(),
                    warning.epoch(),
                    warning.sentence()));
      }
    }
    return lines.isEmpty() ? "" : "\nWarnings, each kind when it first came:\n\n" + lines;
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static <K> Map<K, List<Finding>> group(List<Finding> findings, Function<Finding, K> by) {
    return findings.stream()
        .collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Of a sample: over n - 1. */
  private static double deviation(double[] values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1));
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
