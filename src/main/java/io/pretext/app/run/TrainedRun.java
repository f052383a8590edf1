package io.pretext.app.run;

import io.pretext.app.config.DataConfig;
import io.pretext.app.config.PretrainConfig;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.evaluate.Embeddings;
import io.pretext.evaluate.Features;
import io.pretext.evaluate.Knn;
import io.pretext.graph.Safetensors;
import io.pretext.train.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The backbone of a run, ready to be measured and used. */
public final class TrainedRun implements AutoCloseable {

  private final PretrainConfig config;
  private final FrozenBackbone backbone;

  private TrainedRun(PretrainConfig config, FrozenBackbone backbone) {
    this.config = config;
    this.backbone = backbone;
  }

  /**
   * Loads the backbone of the last checkpoint in {@code directory}.
   *
   * @throws IllegalArgumentException if it is no run directory, of another version, or was stopped
   *     before its first checkpoint
   */
  public static TrainedRun open(Path directory) {
    RunDirectory run = RunDirectory.open(directory);
    PretrainConfig config = PretrainConfig.of(run.config());
    try (Safetensors checkpoint = run.checkpoint().open()) {
      String scope = Blueprint.of(config).training().backbone();
      FrozenBackbone backbone = FrozenBackbone.of(config, scope);
      backbone.load(checkpoint::read);
      return new TrainedRun(config, backbone);
    }
  }

  public PretrainConfig config() {
    return config;
  }

  /** Values per image. */
  public int features() {
    return backbone.width();
  }

  /**
   * Accuracy in per cent of a weighted kNN classifier.
   *
   * @param data labelled images in place of those the run was trained on
   * @param limit the bank is the first so many training images
   * @throws IllegalArgumentException if the images have no labels
   */
  public double knn(Knn knn, Optional<String> data, Optional<Integer> limit) {
    DataConfig where = config.on(data, limit).data();
    Dataset images = Datasets.open(where.request());
    Questions questions =
        Questions.about(images, where, config.evaluate().queries())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        images.name() + " has no labels, kNN needs them: name another --data"));
    try (var bank = Ordered.of(questions.bank(), config);
        var queries = Ordered.of(questions.queries(), config)) {
      return Knn.accuracy(List.of(knn), backbone.encoder(), bank.images(), queries.images())
          .get(knn);
    }
  }

  /** One row of features per image. */
  public float[][] embed(Dataset images) {
    try (var ordered = Ordered.of(images, config)) {
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
    try (var ordered = Ordered.of(images, config)) {
      Embeddings.write(npy, ordered.images(), backbone.encoder(), images::path);
    }
    return Embeddings.csvBeside(npy);
  }

  @Override
  public void close() {
    backbone.close();
  }
}
