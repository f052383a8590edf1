package io.pretext.app.command;

import io.pretext.app.bench.InferBench;
import io.pretext.app.bench.Timings;
import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.Engines;
import io.pretext.app.terminal.Console;
import io.pretext.graph.Backbone;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "infer",
    description = "Time the forward pass of a classifier in evaluation, on a batch in memory.",
    footer = "Weights are those that training starts from, which makes no difference to the speed.")
final class BenchInferCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private Workload workload;

  @Option(names = "--deploy", description = "A RepVGG in the form for inference.")
  private boolean deploy;

  @Option(names = "--width", description = "Factor on the channels (default: ${DEFAULT-VALUE}).")
  private double width = 1;

  @Mixin private Output output;

  BenchInferCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    int steps = workload.steps();
    String name = workload.backbone();
    Backbone backbone = Backbones.create(name, BackboneOptions.ofWidth(width).withDeploy(deploy));
    int classes = Backbones.images(name).classes();
    EngineConfig engine = workload.engine();
    try (InferBench bench =
        InferBench.of(
            backbone,
            classes,
            workload.batch(),
            workload.image(),
            Engines.create(engine.name()),
            engine.cores())) {
      Timings timings = bench.time(workload.warmup(), steps);
      Map<String, Object> result = new LinkedHashMap<>(timings.figures("batch", "batches"));
      result.put("deploy", deploy);
      result.put("width", width);
      result.putAll(workload.figures(bench.memory().total()));
      workload.tell(console, timings, "batch");
      console.result(result);
    }
    return 0;
  }
}
