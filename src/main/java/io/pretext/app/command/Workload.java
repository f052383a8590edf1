package io.pretext.app.command;

import io.pretext.app.bench.Timings;
import io.pretext.app.config.EngineConfig;
import io.pretext.app.machine.Machine;
import io.pretext.app.terminal.Console;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every benchmark of a network is told, and how it tells its figures. */
final class Workload {

  private static final int FEWEST = 10;

  @Option(names = "--backbone", required = true, description = "See 'pretext backbones'.")
  private String backbone;

  @Option(names = "--batch", required = true, description = "Source images per step.")
  private int batch;

  @Option(names = "--image", description = "Side in pixels (default: ${DEFAULT-VALUE}).")
  private int image = 32;

  @Option(names = "--precision", description = "f32, the only one built so far.")
  private String precision = "f32";

  @Option(names = "--engine", description = "onednn or reference (default: ${DEFAULT-VALUE}).")
  private String engine = "onednn";

  @Option(names = "--threads", description = "Processor cores to use (default: all).")
  private int threads;

  @Option(names = "--steps", description = "Timed steps (default: ${DEFAULT-VALUE}).")
  private int steps = FEWEST;

  @Option(names = "--warmup", description = "Steps before them (default: ${DEFAULT-VALUE}).")
  private int warmup = 3;

  String backbone() {
    return backbone;
  }

  int batch() {
    return batch;
  }

  int image() {
    return image;
  }

  /** As the settings of a run have it; checked here. */
  EngineConfig engine() {
    return new EngineConfig(engine, precision, threads);
  }

  int steps() {
    if (steps < FEWEST) {
      throw new IllegalArgumentException(
          "--steps must be at least " + FEWEST + " to mean anything, was " + steps);
    }
    return steps;
  }

  int warmup() {
    return warmup;
  }

  /**
   * Says how fast it was, and how much memory this process held.
   *
   * @param what is timed: {@code step}
   */
  void tell(Console console, Timings timings, String what) {
    console.say(
        String.format(
            Locale.ROOT,
            "%.1f images/s, %.1f ms per %s (fastest %.1f), %d MB at most, %s on %s",
            timings.imagesPerSecond(),
            timings.median(),
            what,
            timings.min(),
            Machine.peakMemoryMb(),
            engine,
            Machine.processorClass()));
  }

  /**
   * The memory, the machine and the options, by their names with {@code --json}.
   *
   * @param planned bytes that the plan needs
   */
  Map<String, Object> figures(long planned) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("peak_rss_mb", Machine.peakMemoryMb());
    figures.put("planned_mb", planned >> 20);
    figures.put("backbone", backbone);
    figures.put("batch", batch);
    figures.put("image", image);
    figures.put("precision", precision);
    figures.put("engine", engine);
    figures.put("threads", engine().cores());
    figures.put("processor", Machine.processorClass());
    return figures;
  }
}
