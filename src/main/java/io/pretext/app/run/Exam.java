package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.augment.Normalisation;
import io.pretext.datasets.Dataset;
import io.pretext.evaluate.Encoder;
import io.pretext.evaluate.Features;
import io.pretext.evaluate.Knn;
import io.pretext.evaluate.OnlineProbe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Asks nearest-neighbour classifiers how much a network, or nothing at all, tells of classes. */
final class Exam implements AutoCloseable {

  private final Questions questions;
  private final PretrainConfig config;
  private final List<Knn> classifiers;
  private final FrozenBackbone backbone;

  /**
   * @param scope where the training graph keeps the backbone
   * @param classifiers all asked about the same features
   */
  Exam(Questions questions, PretrainConfig config, String scope, List<Knn> classifiers) {
    this.questions = questions;
    this.config = config;
    this.classifiers = classifiers;
    this.backbone = FrozenBackbone.untrained(config, scope);
  }

  /** The classifier that {@code config} names. */
  static Knn watched(PretrainConfig config) {
    return new Knn(config.evaluate().k(), config.evaluate().temperature());
  }

  /** Accuracy in per cent under each classifier of the network with its initial values. */
  Map<Knn, Double> untrained() {
    backbone.reset();
    return accuracy(backbone.encoder(), config.viewSettings().normalisation());
  }

  /** The same of the pixels themselves, in [0, 1]. */
  Map<Knn, Double> pixels() {
    return accuracy(Encoder.pixels(), Normalisation.none());
  }

  /** The same of the network with the given values by path. */
  Map<Knn, Double> trained(Function<String, float[]> values) {
    backbone.load(values);
    return accuracy(backbone.encoder(), config.viewSettings().normalisation());
  }

  /** Accuracy in per cent of {@code probe} on the network that was {@link #trained} last. */
  double probed(OnlineProbe probe) {
    try (var queries = Ordered.of(questions.queries(), config)) {
      return probe.accuracy(Features.of(queries.images(), backbone.representation()));
    }
  }

  private Map<Knn, Double> accuracy(Encoder encoder, Normalisation normalisation) {
    try (var bank = Ordered.of(questions.bank(), config, normalisation);
        var queries = Ordered.of(questions.queries(), config, normalisation)) {
      return Knn.accuracy(classifiers, encoder, bank.images(), queries.images());
    }
  }

  /** Draws some queries beside the images of the bank that look nearest to the network. */
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
