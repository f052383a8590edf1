package io.pretext.app.run;

import io.pretext.app.terminal.Console;
import io.pretext.datasets.Dataset;
import io.pretext.evaluate.probe.FeatureCache;
import io.pretext.evaluate.probe.FeatureCache.Found;
import io.pretext.evaluate.probe.LabelledRows;
import io.pretext.evaluate.probe.Trials;
import io.pretext.fetch.CacheFolder;
import java.util.stream.IntStream;

/** Trains classifiers on the features of a model. */
public final class Probing {

  private static final double NANOS = 1e9;

  private final FrozenModel model;
  private final FeatureCache cache;
  private final Console console;

  /**
   * @param cache where features are kept
   * @param console shows how far the extraction is
   */
  Probing(FrozenModel model, FeatureCache cache, Console console) {
    this.model = model;
    this.cache = cache;
    this.console = console;
  }

  /** Keeps features in the user's cache folder. */
  public static Probing of(FrozenModel model, Console console) {
    var cache = new FeatureCache(CacheFolder.ofEnvironment().path().resolve("features"));
    return new Probing(model, cache, console);
  }

  /**
   * Runs the probe.
   *
   * @throws IllegalArgumentException if images have no labels, or the labels are too few
   */
  public ProbeResult run(ProbeRequest request) {
    Questions questions = model.questions(request.data(), request.limit(), 0);
    Dataset train = questions.bank();
    Dataset test = questions.queries();
    if (!train.classes().equals(test.classes())) {
      throw new IllegalArgumentException(
          "%s and %s have different classes: a probe needs the same"
              .formatted(train.name(), test.name()));
    }
    long began = System.nanoTime();
    Found known = model.features(train, cache, console);
    Found asked = model.features(test, cache, console);
    long extracted = System.nanoTime();
    Trials trials =
        Trials.of(
            request.method().standard(),
            labelled(known, train),
            labelled(asked, test),
            request.labels(),
            request.seeds(),
            train.name());
    return new ProbeResult(
        request,
        train.name(),
        train.classes(),
        test.size(),
        known.rows().dim(),
        trials,
        (System.nanoTime() - extracted) / NANOS,
        known.extracted() + asked.extracted(),
        (extracted - began) / NANOS);
  }

  private static LabelledRows labelled(Found features, Dataset images) {
    int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
    return new LabelledRows(features.rows(), labels, images.classes().size());
  }
}
