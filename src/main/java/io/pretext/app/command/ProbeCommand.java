package io.pretext.app.command;

import io.pretext.app.run.FrozenModel;
import io.pretext.app.run.ProbeRequest;
import io.pretext.app.run.ProbeResult;
import io.pretext.app.run.Probing;
import io.pretext.app.terminal.Console;
import io.pretext.evaluate.probe.ProbeMethod;
import io.pretext.evaluate.probe.Trials.Trial;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "probe",
    description = "Measure a model's features with a classifier trained on them.",
    footer = {
      "Examples: pretext probe runs/first --data shapes",
      "          pretext probe runs/first --data cifar10 --labels 1%% --seeds 1,2,3"
    })
final class ProbeCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "A run directory, a model file or a zoo name.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "D",
      description = "Labelled images (default: what a run was trained on).")
  private Optional<String> data;

  @Option(names = "--limit", paramLabel = "N", description = "Train on the first N images.")
  private Optional<Integer> limit;

  @Option(
      names = "--method",
      description = "The classifier: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ProbeMethod method = ProbeMethod.LBFGS;

  @Option(
      names = "--labels",
      paramLabel = "PERCENT",
      description = "Use so many of the labels of each class: 1%%, 10%% (default: 100%%).")
  private String labels = "100%";

  @Option(
      names = "--seeds",
      paramLabel = "S",
      split = ",",
      description = "One trial per seed: 1,2,3 (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds = List.of(0L);

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write confusion.csv and classes.csv there.")
  private Optional<Path> out;

  @Mixin private Output output;

  ProbeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    var request = new ProbeRequest(method, data, limit, Percent.of(labels), seeds);
    try (FrozenModel frozen = FrozenModel.open(model)) {
      ProbeResult result = Probing.of(frozen, console).run(request);
      out.ifPresent(result::write);
      tell(result);
      Map<String, Object> json = new LinkedHashMap<>(result.json());
      json.put("model", model);
      console.result(json);
    }
    return 0;
  }

  private void tell(ProbeResult result) {
    console.say(
        String.format(
            Locale.ROOT,
            "%s: %s, %d of its images, %d features; %d images extracted in %.1f s",
            method.word(),
            result.dataset(),
            result.trials().trials().get(0).images(),
            result.features(),
            result.extracted(),
            result.extractSeconds()));
    Trial first = result.trials().trials().get(0);
    console.say("setting, and per cent right of what was held out (seed " + first.seed() + "):");
    for (int i = 0; i < result.trials().settings().size(); i++) {
      console.say(
          String.format(
              Locale.ROOT,
              "  %-28s %6.2f%s",
              text(result.trials().settings().get(i)),
              first.choice().heldOut().get(i),
              i == first.choice().index() ? "  chosen" : ""));
    }
    for (Trial trial : result.trials().trials()) {
      console.say(
          String.format(
              Locale.ROOT,
              "seed %d: top-1 %.2f %%, top-5 %.2f %% with %s",
              trial.seed(),
              trial.accuracy().top1(),
              trial.accuracy().top5(),
              text(result.trials().setting(trial))));
    }
    console.say(
        String.format(
            Locale.ROOT,
            "top-1 %.2f %% (95 %%: %.2f to %.2f), top-5 %.2f %% on %d images in %.1f s",
            result.top1(),
            result.trials().ci95().low(),
            result.trials().ci95().high(),
            result.top5(),
            result.testImages(),
            result.seconds()));
  }

  private static String text(Map<String, Double> setting) {
    return setting.entrySet().stream()
        .map(
            e ->
                e.getKey()
                    + "="
                    + BigDecimal.valueOf(e.getValue()).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(", "));
  }
}
