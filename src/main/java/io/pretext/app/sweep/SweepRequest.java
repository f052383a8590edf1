package io.pretext.app.sweep;

import io.pretext.app.run.Interrupt;
import io.pretext.app.terminal.Console;
import io.pretext.config.Yaml;
import io.pretext.sweep.Sweep;
import io.pretext.sweep.SweepConfig;
import io.pretext.sweep.SweepResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sweep that somebody asked for.
 *
 * @param file its YAML file
 * @param data in place of the preset's
 * @param out its directory; empty for one under {@code sweeps}
 * @param trials in place of the file's
 * @param budget in place of the file's
 * @param settings of all trials as {@code path=value}, after those of the file
 * @param resume whether to go on with what is there
 */
public record SweepRequest(
    Path file,
    Optional<String> data,
    Optional<Path> out,
    Optional<Integer> trials,
    Optional<String> budget,
    List<String> settings,
    boolean resume) {

  private static final Path SWEEPS = Path.of("sweeps");

  /**
   * Runs it to its end, or until the process is told to stop.
   *
   * @return what it came to; empty if it was told to stop
   * @throws IllegalArgumentException in one sentence, before the first trial, if it cannot be run
   */
  public Optional<SweepResult> run(Console console) {
    Path directory = directory();
    SweepConfig config = config(directory);
    Resources resources = Resources.of(config);
    TrialCommand command =
        switch (config.job()) {
          case PRETRAIN -> new PretrainTrials(config, data);
          case FINETUNE -> new FinetuneTrials(config, labelled());
        };
    var trials = new ProcessTrials(config, command, directory.resolve("trials"), resources);
    var page = new SweepPageWriter(directory, console);
    try (var interrupt = new Interrupt();
        Sweep sweep = Sweep.open(directory, config, trials, resume, page)) {
      console.say(
          "sweep in %s: %d at a time, threads: %d, %d MB each"
              .formatted(
                  directory, config.parallel(), resources.threads(), resources.memory() >> 20));
      boolean ended = sweep.run(interrupt::asked);
      if (page.write()) {
        console.say("the sweep on one page: " + page.file().toAbsolutePath().normalize().toUri());
      }
      if (!ended) {
        console.warn("pretext: stopped, trials are saved; go on with --resume --out " + directory);
        return Optional.empty();
      }
      return Optional.of(sweep.result());
    }
  }

  private String labelled() {
    return data.orElseThrow(
        () ->
            new IllegalArgumentException(
                "a classifier learns from labelled images: name a folder or a known set as --data"));
  }

  private Path directory() {
    return out.orElseGet(
        () -> {
          Path name = file.getFileName();
          return SWEEPS.resolve(name.toString().replaceFirst("\\.ya?ml$", ""));
        });
  }

  /** The file with the changes of the command line; its threads are settled once and for all. */
  private SweepConfig config(Path directory) {
    Map<String, Object> written = Yaml.read(file);
    trials.ifPresent(count -> written.put("trials", count));
    budget.ifPresent(time -> written.put("budget", time));
    SweepConfig asked = SweepConfig.of(file.toString(), written);
    var set = new ArrayList<>(asked.set());
    set.addAll(settings);
    written.put("set", set);
    written.put("threads", threads(asked, directory));
    return SweepConfig.of(file.toString(), written);
  }

  private int threads(SweepConfig asked, Path directory) {
    Path begun = directory.resolve("sweep.yaml");
    if (asked.threads() == 0 && resume && Files.exists(begun)) {
      return SweepConfig.of(begun.toString(), Yaml.read(begun)).threads();
    }
    return Resources.of(asked).threads();
  }
}
