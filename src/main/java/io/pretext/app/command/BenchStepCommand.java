package io.pretext.app.command;

import io.pretext.app.bench.StepBench;
import io.pretext.app.bench.Timings;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.run.CompiledStep;
import io.pretext.app.terminal.Console;
import io.pretext.config.Bind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "step",
    description = "Time a training step on a batch in memory: forward, backward, optimizer.",
    footer = "Images/s counts source images, each with its views.")
final class BenchStepCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--method", description = "Default: ${DEFAULT-VALUE}.")
  private String method = "simclr";

  @Mixin private Workload workload;

  @Option(
      names = "--locals",
      paramLabel = "N",
      description = "Local views beside the two global ones (default: ${DEFAULT-VALUE}).")
  private int locals;

  @Option(
      names = "--local-size",
      paramLabel = "PX",
      description = "Side of a local view in pixels (default: half of --image).")
  private Optional<Integer> localSize;

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
    int steps = workload.steps();
    try (CompiledStep step = CompiledStep.of(PretrainConfig.resolve(preset(), settings))) {
      var bench = new StepBench(step.step(), step.randomBatch(), workload.batch(), step.settings());
      Timings timings = bench.time(workload.warmup(), steps);
      Map<String, Object> result = new LinkedHashMap<>(timings.figures("step", "steps"));
      if (soak > 0) {
        result.put("soak", bench.soak(soak).stream().map(StepBench.Window::figures).toList());
      }
      result.put("method", method);
      result.put("locals", locals);
      if (locals > 0) {
        result.put("local_size", localSize());
      }
      result.putAll(workload.figures(step.step().memory().total()));
      workload.tell(console, timings, "step");
      console.result(result);
    }
    return 0;
  }

  private Map<String, Object> preset() {
    return Map.of(
        "method", Map.of("name", method),
        "backbone", Map.of("name", workload.backbone()),
        "views", views(),
        "data", Map.of("source", "shapes"),
        "optimizer", Map.of("name", "sgd", "rate", 0.2, "weightDecay", 5e-4),
        "schedule", Map.of("epochs", 1, "batch", workload.batch()),
        "engine", Bind.map(workload.engine()));
  }

  private Map<String, Object> views() {
    if (locals == 0) {
      return Map.of("recipe", "simclr", "size", workload.image());
    }
    double relative = (double) localSize() / workload.image();
    return Map.of(
        "recipe", "swav", "size", workload.image(), "locals", locals, "localSize", relative);
  }

  private int localSize() {
    return localSize.orElse(workload.image() / 2);
  }
}
