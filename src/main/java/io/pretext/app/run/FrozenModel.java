package io.pretext.app.run;

import io.pretext.app.config.DataConfig;
import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.EvaluateConfig;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.CompiledModel;
import io.pretext.app.model.Models;
import io.pretext.app.model.Preparation;
import io.pretext.app.model.RunModel;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.evaluate.Embeddings;
import io.pretext.evaluate.Features;
import io.pretext.evaluate.Knn;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The backbone of a model, ready to be measured and used. */
public final class FrozenModel implements AutoCloseable {

  private final Preparation preparation;
  private final Optional<PretrainConfig> run;
  private final EvaluateConfig evaluate;
  private final CompiledModel backbone;

  private FrozenModel(Model model, Optional<PretrainConfig> run) {
    this.preparation = Preparation.of(model.description());
    this.run = run;
    this.evaluate = run.map(PretrainConfig::evaluate).orElseGet(EvaluateConfig::defaults);
    EngineConfig engine = run.map(PretrainConfig::engine).orElseGet(EngineConfig::defaults);
    this.backbone =
        CompiledModel.of(model, CompiledModel.Output.FEATURES, evaluate.batch(), engine);
  }

  /**
   * Compiles the backbone of a model; that of a run is used with the settings of the run.
   *
   * @param model as {@link Models#open} takes it
   */
  public static FrozenModel open(String model) {
    return open(model, Models.From.BACKBONE);
  }

  /** The same as far as is wanted. */
  public static FrozenModel open(String model, Models.From from) {
    try (Model opened = Models.open(model, from)) {
      return new FrozenModel(opened, RunModel.configOf(opened));
    }
  }

  /** How the features are judged unless somebody says otherwise. */
  public EvaluateConfig evaluate() {
    return evaluate;
  }

  /** Values per image. */
  public int features() {
    return backbone.width();
  }

  /**
   * Accuracy in per cent of a weighted kNN classifier.
   *
   * @param data labelled images, in place of those a run was trained on
   * @param limit the bank is the first so many training images
   * @throws IllegalArgumentException if the images have no labels
   */
  public double knn(Knn knn, Optional<String> data, Optional<Integer> limit) {
    DataConfig where = data(data, limit);
    Dataset images = Datasets.open(where.request());
    Questions questions =
        Questions.about(images, where, evaluate.queries())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        images.name() + " has no labels, kNN needs them: name another --data"));
    try (var bank = ordered(questions.bank());
        var queries = ordered(questions.queries())) {
      return Knn.accuracy(List.of(knn), backbone.encoder(), bank.images(), queries.images())
          .get(knn);
    }
  }

  /** One row of features per image. */
  public float[][] embed(Dataset images) {
    try (var ordered = ordered(images)) {
      return Features.of(ordered.images(), backbone.encoder()).rows();
    }
  }

  /**
   * Writes one row of features per image.
   *
   * @param npy ends in {@code .npy}
   * @return the table beside it that says which row is which image
   */
  public Path embed(Dataset images, Path npy) {
    try (var ordered = ordered(images)) {
      Embeddings.write(npy, ordered.images(), backbone.encoder(), images::path);
    }
    return Embeddings.csvBeside(npy);
  }

  private DataConfig data(Optional<String> named, Optional<Integer> limit) {
    if (run.isPresent()) {
      return run.get().on(named, limit).data();
    }
    String source =
        named.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a model file remembers no images: name labelled ones with --data"));
    return new DataConfig(source, "", Split.TRAIN, limit.orElse(0), 0);
  }

  private Ordered ordered(Dataset images) {
    int workers =
        run.map(config -> config.data().threads())
            .orElseGet(() -> Runtime.getRuntime().availableProcessors());
    return Ordered.of(
        images, preparation.image(), preparation.normalisation(), evaluate.batch(), workers);
  }

  @Override
  public void close() {
    backbone.close();
  }
}
