package io.pretext.app.command;

import io.pretext.app.bench.StepBench;
import io.pretext.app.bench.Timings;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.machine.Machine;
import io.pretext.app.run.CompiledStep;
import io.pretext.app.terminal.Console;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "step",
    description = "Time a training step on a batch in memory: forward, backward, optimizer.",
    footer = "Images/s counts source images, each with its views.")
final class BenchStepCommand implements Callable<Integer> {

  private static final int FEWEST_STEPS = 10;

  private final Console console;

  @Option(names = "--method", description = "Default: ${DEFAULT-VALUE}.")
  private String method = "simclr";

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
  private int steps = FEWEST_STEPS;

  @Option(names = "--warmup", description = "Steps before them (default: ${DEFAULT-VALUE}).")
  private int warmup = 3;

  @Option(
      names = "--soak",
      paramLabel = "STEPS",
      description = "Then run so many steps and tell speed and memory of every hundred.")
  private int soak;

  @Option(names = "--set", paramLabel = "path=value", description = "Change one more setting.")
  private List<String> settings = List.of();

  @Mixin private Output output;

  BenchStepCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    if (steps < FEWEST_STEPS) {
      throw new IllegalArgumentException(
          "--steps must be at least " + FEWEST_STEPS + " to mean anything, was " + steps);
    }
    PretrainConfig config = PretrainConfig.resolve(preset(), settings);
    try (CompiledStep step = CompiledStep.of(config)) {
      var bench = new StepBench(step.step(), step.randomBatch(), batch, step.settings());
      Timings timings = bench.time(warmup, steps);
      Map<String, Object> result = new LinkedHashMap<>(timings.figures());
      if (soak > 0) {
        result.put("soak", bench.soak(soak).stream().map(StepBench.Window::figures).toList());
      }
      result.put("peak_rss_mb", Machine.peakMemoryMb());
      result.put("planned_mb", step.step().memory().total() >> 20);
      result.put("method", method);
      result.put("backbone", backbone);
      result.put("batch", batch);
      result.put("image", image);
      result.put("precision", precision);
      result.put("engine", engine);
      result.put("threads", config.engine().cores());
      result.put("processor", Machine.processorClass());
      tell(timings);
      console.result(result);
    }
    return 0;
  }

  private Map<String, Object> preset() {
    return Map.of(
        "method", Map.of("name", method),
        "backbone", Map.of("name", backbone),
        "views", Map.of("recipe", "simclr", "size", image),
        "data", Map.of("source", "shapes"),
        "optimizer", Map.of("name", "sgd", "rate", 0.2, "weightDecay", 5e-4),
        "schedule", Map.of("epochs", 1, "batch", batch),
        "engine", Map.of("name", engine, "precision", precision, "threads", threads));
  }

  private void tell(Timings timings) {
    console.say(
        String.format(
            Locale.ROOT,
            "%.1f images/s, %.1f ms per step (fastest %.1f), %d MB at most, %s on %s",
            timings.imagesPerSecond(),
            timings.median(),
            timings.min(),
            Machine.peakMemoryMb(),
            engine,
            Machine.processorClass()));
  }
}
