package io.pretext.app.run;

import io.pretext.app.config.DataConfig;
import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.EvaluateConfig;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.CompiledModel;
import io.pretext.app.model.Models;
import io.pretext.app.model.Preparation;
import io.pretext.app.model.RunModel;
import io.pretext.app.terminal.Console;
import io.pretext.app.terminal.Progress;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.evaluate.Embeddings;
import io.pretext.evaluate.Features;
import io.pretext.evaluate.Knn;
import io.pretext.evaluate.probe.FeatureCache;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The backbone of a model, ready to be measured and used. */
public final class FrozenModel implements AutoCloseable {

  private final Preparation preparation;
  private final Optional<PretrainConfig> run;
  private final EvaluateConfig evaluate;
  private final CompiledModel backbone;
  private final Map<String, Object> identity;

  private FrozenModel(Model model, Optional<PretrainConfig> run) {
    this.preparation = Preparation.of(model.description());
    this.run = run;
    this.evaluate = run.map(PretrainConfig::evaluate).orElseGet(EvaluateConfig::defaults);
    EngineConfig engine = run.map(PretrainConfig::engine).orElseGet(EngineConfig::defaults);
    this.backbone =
        CompiledModel.of(model, CompiledModel.Output.FEATURES, evaluate.batch(), engine);
    this.identity =
        Map.of(
            "model", Models.digest(model),
            "image", preparation.image(),
            "mean", model.description().mean(),
            "deviation", model.description().deviation(),
            "engine", engine.name());
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
    Questions questions = questions(data, limit, evaluate.queries());
    try (var bank = ordered(questions.bank());
        var queries = ordered(questions.queries())) {
      return Knn.accuracy(List.of(knn), backbone.encoder(), bank.images(), queries.images())
          .get(knn);
    }
  }

  /**
   * The labelled images to measure on.
   *
   * @param data in place of those a run was trained on
   * @param limit the first so many training images
   * @param queries the first so many to ask about; 0 for all
   * @throws IllegalArgumentException if the images have no labels
   */
  Questions questions(Optional<String> data, Optional<Integer> limit, int queries) {
    DataConfig where = data(data, limit);
    Dataset images = Datasets.open(where.request());
    return Questions.about(images, where, queries)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    images.name() + " has no labels, which this needs: name another --data"));
  }

  /** The features of every image, from {@code cache} if they are there. */
  FeatureCache.Found features(Dataset images, FeatureCache cache, Console console) {
    var key = new HashMap<String, Object>(identity);
    key.put("data", images.name());
    key.put("fingerprint", images.fingerprint());
    key.put("size", images.size());
    try (var ordered = ordered(images);
        Progress progress = Progress.of(console, images.name(), images.size())) {
      return cache.find(
          key,
          ordered.images(),
          batch -> {
            float[] rows = backbone.encoder().encode(batch);
            progress.advance(rows.length / backbone.width(), "");
            return rows;
          });
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
