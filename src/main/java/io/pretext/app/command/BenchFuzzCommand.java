package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.zoo.fuzz.Format;
import io.pretext.zoo.fuzz.Fuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "fuzz",
    description = "Read damaged and hostile files: each must end in an error or a correct load.",
    footer = "Exits with 1 if one did not; such files are kept, and where is said.")
final class BenchFuzzCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--files", description = "Per format (default: ${DEFAULT-VALUE}).")
  private int files = 100_000;

  @Option(names = "--seed", description = "Of the damage (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--format",
      description = "One of ${COMPLETION-CANDIDATES}, in any case (default: all).")
  private List<Format> formats = List.of(Format.values());

  @Mixin private Output output;

  BenchFuzzCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    Path folder = folder();
    List<Map<String, Object>> reports = new ArrayList<>();
    boolean sound = true;
    for (Format format : formats) {
      long start = System.nanoTime();
      Fuzz.Report report = new Fuzz(format, seed).run(files, folder);
      double seconds = (System.nanoTime() - start) / 1e9;
      tell(report, seconds, folder);
      reports.add(figures(report, seconds));
      sound &= report.failures().isEmpty();
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("files", files);
    result.put("seed", seed);
    result.put("formats", reports);
    console.result(result);
    return sound ? 0 : 1;
  }

  private void tell(Fuzz.Report report, double seconds, Path folder) {
    console.say(
        String.format(
            Locale.ROOT,
            "%-12s %d loaded, %d refused, %d failed, %.0f s; slowest %d ms, most allocated %.1f MB",
            name(report.format()),
            report.loaded(),
            report.refused(),
            report.failures().size(),
            seconds,
            report.slowestMillis(),
            report.mostBytes() / 1048576.0));
    report.failures().forEach(console::warn);
    if (!report.failures().isEmpty()) {
      console.warn("the files are in " + folder);
    }
  }

  private static Map<String, Object> figures(Fuzz.Report report, double seconds) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("format", name(report.format()));
    figures.put("loaded", report.loaded());
    figures.put("refused", report.refused());
    figures.put("failures", report.failures());
    figures.put("slowest_ms", report.slowestMillis());
    figures.put("most_allocated_bytes", report.mostBytes());
    figures.put("seconds", Math.round(seconds * 10) / 10.0);
    return figures;
  }

  private static String name(Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("pretext-fuzz");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder: " + e.getMessage(), e);
    }
  }
}
