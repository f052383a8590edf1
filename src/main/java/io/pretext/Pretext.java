package io.pretext;

import io.pretext.app.model.StockGraph;
import io.pretext.app.run.FrozenModel;
import io.pretext.app.run.PretrainRequest;
import io.pretext.app.run.Pretraining;
import io.pretext.app.run.ProbeRequest;
import io.pretext.app.run.ProbeResult;
import io.pretext.app.run.Probing;
import io.pretext.app.run.Result;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.evaluate.Knn;
import java.nio.file.Path;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The whole library in three calls: {@link #pretrain} trains a backbone on images without labels,
 * {@link #finetune} makes it a classifier with the labels there are, {@link #open} uses one that
 * was trained. {@link Embedder} and {@link Classifier} are what a service asks.
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
   * A training of a classifier to be adjusted and run.
   *
   * @param modelOrBackbone a run directory, a model file or a zoo name; from scratch, a backbone
   */
  public static ClassifierTraining finetune(String modelOrBackbone) {
    return new ClassifierTraining(modelOrBackbone);
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

  /** A pre-training to be adjusted and run. */
  public static final class Training extends Job<Training> {

    private final String preset;

    private Training(String preset) {
      this.preset = preset;
    }

    @Override
    Training self() {
      return this;
    }

    /**
     * What would be trained, as a plain SameDiff graph with its initial values: {@code loss} and
     * {@code embedding}, computed from {@code view0}, {@code view1} and so on.
     *
     * @throws IllegalArgumentException if settings do not fit
     */
    public SameDiff graph() {
      return StockGraph.of(new PretrainRequest(preset, request()).config()).sd();
    }

    /**
     * Trains to the end; progress goes to standard output.
     *
     * @throws IllegalArgumentException if settings, data or run directory do not fit
     */
    public Representation run() {
      var request = new PretrainRequest(preset, request());
      Result result = Result.of(finished(Pretraining.of(request, console()).run()));
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

    /**
     * How well logistic regression on the features tells the classes of {@code location}; features
     * are kept in the user's cache folder.
     */
    public ProbeResult probe(String location) {
      return probe(ProbeRequest.on(location));
    }

    /** The same with another classifier, fewer labels or several seeds. */
    public ProbeResult probe(ProbeRequest request) {
      return Probing.of(model, Job.console()).run(request);
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
