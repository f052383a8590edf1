package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.augment.Normalisation;
import io.pretext.datasets.Dataset;
import io.pretext.evaluate.Encoder;
import io.pretext.evaluate.Features;
import io.pretext.evaluate.Knn;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Asks a nearest-neighbour classifier how much a backbone, or nothing at all, tells of classes. */
final class Exam implements AutoCloseable {

  private final Questions questions;
  private final PretrainConfig config;
  private final Knn knn;
  private final FrozenBackbone backbone;

  /**
   * @param scope where the training graph keeps the backbone
   */
  Exam(Questions questions, PretrainConfig config, String scope) {
    this.questions = questions;
    this.config = config;
    this.knn = new Knn(config.evaluate().k(), config.evaluate().temperature());
    this.backbone = FrozenBackbone.untrained(config, scope);
  }

  /** Accuracy in per cent of the backbone with its initial values. */
  double untrained() {
    backbone.reset();
    return accuracy(backbone.encoder(), config.viewSettings().normalisation());
  }

  /** Accuracy in per cent of the pixels themselves, in [0, 1]. */
  double pixels() {
    return accuracy(Encoder.pixels(), Normalisation.none());
  }

  /** Accuracy in per cent of the backbone with the given values by path. */
  double trained(Function<String, float[]> values) {
    backbone.load(values);
    return accuracy(backbone.encoder(), config.viewSettings().normalisation());
  }

  private double accuracy(Encoder encoder, Normalisation normalisation) {
    try (var bank = Ordered.of(questions.bank(), config, normalisation);
        var queries = Ordered.of(questions.queries(), config, normalisation)) {
      return Knn.accuracy(List.of(knn), encoder, bank.images(), queries.images()).get(knn);
    }
  }

  /** Draws some queries beside the images of the bank that look nearest to the backbone. */
  void neighbours(Path png, String title) {
    Dataset some = Pictures.some(questions.queries());
    try (var bank = Ordered.of(questions.bank(), config);
        var queries = Ordered.of(some, config)) {
      Features from = Features.of(bank.images(), backbone.encoder());
      Features asked = Features.of(queries.images(), backbone.encoder());
      Pictures.neighbours(png, title, questions.bank(), some, from, asked);
    }
  }

  @Override
  public void close() {
    backbone.close();
  }
}
