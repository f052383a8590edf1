package io.pretext;

import io.pretext.app.run.FrozenModel;
import io.pretext.app.run.PretrainRequest;
import io.pretext.app.run.Pretraining;
import io.pretext.app.run.Result;
import io.pretext.app.terminal.Console;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.evaluate.Knn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole library in two calls: {@link #pretrain} trains a backbone on images without labels,
 * {@link #open} uses one that was trained.
 */
public final class Pretext {

  static {
    // Before any native library loads: JavaCPP's version warning goes to the log.
    if (System.getProperty("org.bytedeco.javacpp.logger") == null) {
      System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
    }
  }

  private Pretext() {}

  /**
   * A training to be adjusted and run.
   *
   * @param preset name of a preset, or of a YAML file of the same form
   */
  public static Training pretrain(String preset) {
    return new Training(preset);
  }

  /**
   * What a training in {@code run} has learned.
   *
   * @throws IllegalArgumentException if {@code run} holds no checkpoint that this version reads
   */
  public static Representation open(Path run) {
    return open(run.toString());
  }

  /**
   * The features of a model.
   *
   * @param model a run directory, a model file or a zoo name
   * @throws IllegalArgumentException if there is no such model, or this version cannot read it
   */
  public static Representation open(String model) {
    return new Representation(FrozenModel.open(model), Optional.empty());
  }

  /** A training before it runs. */
  public static final class Training {

    private final String preset;
    private final List<String> settings = new ArrayList<>();
    private Optional<String> data = Optional.empty();
    private Optional<Integer> limit = Optional.empty();
    private Optional<Path> out = Optional.empty();
    private boolean resume;

    private Training(String preset) {
      this.preset = preset;
    }

    /** Trains on a folder, or on a known set by its name. */
    public Training data(String location) {
      data = Optional.of(location);
      return this;
    }

    /** Trains on the first so many images. */
    public Training limit(int images) {
      limit = Optional.of(images);
      return this;
    }

    /** Changes one setting: {@code schedule.epochs=15}. */
    public Training set(String pathAndValue) {
      settings.add(pathAndValue);
      return this;
    }

    /** Writes the run to {@code directory}. */
    public Training out(Path directory) {
      out = Optional.of(directory);
      return this;
    }

    /** Goes on from the checkpoint of the run directory, if there is one. */
    public Training resume() {
      resume = true;
      return this;
    }

    /**
     * Trains to the end; progress goes to standard output.
     *
     * @throws IllegalArgumentException if settings, data or run directory do not fit
     */
    public Representation run() {
      var request =
          new PretrainRequest(preset, data, limit, settings, out, resume, Optional.empty());
      var console = new Console(System.out, System.err, false);
      Result result =
          Pretraining.of(request, console)
              .run()
              .orElseThrow(() -> new IllegalStateException("the process was told to stop"));
      return new Representation(FrozenModel.open(result.run()), Optional.of(result));
    }
  }

  /** A trained backbone: images in, features out. */
  public static final class Representation implements AutoCloseable {

    private final FrozenModel model;
    private final Optional<Result> result;

    private Representation(FrozenModel model, Optional<Result> result) {
      this.model = model;
      this.result = result;
    }

    /** What the training came to; empty if it was not run here. */
    public Optional<Result> result() {
      return result;
    }

    /** One row of features per image of {@code location}, in file order. */
    public float[][] embed(String location) {
      return model.embed(Datasets.open(new DataRequest(location, Split.TRAIN)));
    }

    /** Writes the rows of {@link #embed(String)} to {@code npy}, and a table beside it. */
    public void embed(String location, Path npy) {
      model.embed(Datasets.open(new DataRequest(location, Split.TRAIN)), npy);
    }

    /** Accuracy in per cent of a kNN classifier (k = 20, T = 0.07) on {@code location}. */
    public double knn(String location) {
      return model.knn(Knn.standard(), Optional.of(location), Optional.empty());
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
