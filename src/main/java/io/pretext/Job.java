package io.pretext;

import io.pretext.app.run.RunRequest;
import io.pretext.app.terminal.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A training before it runs: what can be adjusted whatever is trained.
 *
 * @param <J> the job itself, for calls in a chain
 */
public abstract sealed class Job<J extends Job<J>> permits Pretext.Training, ClassifierTraining {

  private final List<String> settings = new ArrayList<>();
  private Optional<String> data = Optional.empty();
  private Optional<Integer> limit = Optional.empty();
  private Optional<Path> out = Optional.empty();
  private boolean resume;

  Job() {}

  abstract J self();

  /** Trains on a folder, or on a known set by its name. */
  public J data(String location) {
    data = Optional.of(location);
    return self();
  }

  /** Trains on the first so many images. */
  public J limit(int images) {
    limit = Optional.of(images);
    return self();
  }

  /** Changes one setting: {@code schedule.epochs=15}. */
  public J set(String pathAndValue) {
    settings.add(pathAndValue);
    return self();
  }

  /** Writes the run to {@code directory}. */
  public J out(Path directory) {
    out = Optional.of(directory);
    return self();
  }

  /** Goes on from the checkpoint of the run directory, if there is one. */
  public J resume() {
    resume = true;
    return self();
  }

  RunRequest request() {
    return new RunRequest(data, limit, settings, out, resume, Optional.empty());
  }

  static Console console() {
    return new Console(System.out, System.err, false);
  }

  static <R> R finished(Optional<R> outcome) {
    return outcome.orElseThrow(() -> new IllegalStateException("the process was told to stop"));
  }
}
