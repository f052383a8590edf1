package io.pretext.app.run;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.augment.Loader;
import io.pretext.datasets.Dataset;
import io.pretext.evaluate.supervised.Distillation;
import io.pretext.evaluate.supervised.Mix;
import io.pretext.evaluate.supervised.SupervisedGraph;
import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Views with their targets: what the loader makes, mixed, and with what a teacher says of it.
 *
 * <p>What an epoch holds depends on the data, the settings and (seed, epoch) alone. A batch is
 * valid until the next is asked for.
 */
final class SupervisedBatches implements AutoCloseable {

  private final FinetuneConfig config;
  private final Dataset images;
  private final Optional<Teacher> teacher;
  private final Loader loader;
  private final Tensor targets;
  private final Tensor taught;

  /**
   * @param teacher whose words the batches hold; compiled for batches of this size
   */
  SupervisedBatches(FinetuneConfig config, Dataset images, Optional<Teacher> teacher) {
    var views = config.viewSettings();
    int batch = config.schedule().batch();
    this.config = config;
    this.images = images;
    this.teacher = teacher;
    this.targets = Tensor.zeros(batch, config.classes().size());
    this.taught = Tensor.zeros(batch, config.classes().size());
    this.loader =
        new Loader(
            images,
            views.recipe(),
            views.size(),
            views.normalisation(),
            batch,
            config.seed(),
            config.data().threads());
  }

  int stepsPerEpoch() {
    return loader.stepsPerEpoch();
  }

  /** The batches of an epoch, counted from 0. */
  Iterator<Batch> epoch(int epoch) {
    Iterator<Batch> views = loader.epoch(epoch);
    return new Iterator<>() {
      private int step;

      @Override
      public boolean hasNext() {
        return views.hasNext();
      }

      @Override
      public Batch next() {
        return supervised(views.next().tensor(Loader.inputs(1).get(0)), epoch, step++);
      }
    };
  }

  private Batch supervised(Tensor views, int epoch, int step) {
    int[] labels = loader.indices();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.label(labels[i]);
    }
    Mix mix = config.mixing().of(config.seed(), epoch, step, config.viewSettings().size());
    mix.images(views);
    mix.targets(labels, config.mixing().smoothing(), targets);
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.put(SupervisedGraph.IMAGE, views);
    tensors.put(SupervisedGraph.TARGETS, targets);
    teacher.ifPresent(
        t -> {
          float[] says = t.logits(views);
          if (config.taught().kind() == Distillation.Kind.HARD) {
            Distillation.decisions(says, config.classes().size());
          }
          taught.data().put(0, says);
          tensors.put(SupervisedGraph.TEACHER, taught);
        });
    return new Batch(tensors);
  }

  @Override
  public void close() {
    loader.close();
  }
}
