package io.pretext.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.terminal.Console;
import io.pretext.augment.InOrder;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Image;
import io.pretext.engine.Moment;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.evaluate.ProbedStep;
import io.pretext.graph.Batch;
import io.pretext.train.Checkpoint;
import io.pretext.train.Progress;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A classifier beside the training: it sees the right features, and nobody sees it. */
final class FollowerTest {

  private static final Console QUIET = new Console(System.err, System.err, false);

  @TempDir private Path folder;

  private static PretrainConfig config(String preset, boolean probe) {
    return PretrainConfig.resolve(
        preset,
        List.of("smoke=true", "engine.threads=1", "evaluate.batch=16", "evaluate.probe=" + probe));
  }

  private static Dataset images(PretrainConfig config) {
    return Datasets.open(config.data().request());
  }

  private static SelfSupervision training(PretrainConfig config, Map<String, String> choices) {
    return SelfSupervision.of(config, Material.of(config.data(), 0, 0, 0), choices, QUIET);
  }

  private static void train(Step step, Iterator<Batch> batches, int from, int to) {
    for (int i = from; i < to; i++) {
      step.run(batches.next(), new Moment(i, 0));
      step.optimise(path -> new UpdateRule.Settings(0.05, 0, false, Double.POSITIVE_INFINITY), 1);
      step.settle(i / 10.0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar10/simclr-resnet20",
        "cifar10/moco-v2-resnet20",
        "cifar10/supcon-resnet20",
        "cifar10/dino-vit-mini-4"
      })
  void whatIsTrainedIsTheSameToTheBitWithoutIt(String preset) {
    try (var followed = training(config(preset, true), Map.of());
        var alone = training(config(preset, false), followed.step().choices())) {
      train(followed.step(), followed.course().epochs().apply(0), 0, 3);
      train(alone.step(), alone.course().epochs().apply(0), 0, 3);

      assertThat(alone.step().names())
          .allSatisfy(
              name ->
                  assertThat(followed.step().read(name))
                      .as(name)
                      .isEqualTo(alone.step().read(name)));
      assertThat(followed.step().names())
          .hasSize(alone.step().names().size() + 7)
          .contains("probe/weight", "probe/velocity/bias", "probe/tally");
      float[] learned = followed.step().read("probe/weight");
      assertThat(learned).isNotEqualTo(new float[learned.length]);
    }
  }

  @Test
  void aCheckpointHoldsItAndItGoesOnToTheSameBits() {
    PretrainConfig config = config("cifar10/simclr-resnet20", true);
    var checkpoint = new Checkpoint(folder);
    try (var whole = training(config, Map.of())) {
      Iterator<Batch> batches = whole.course().epochs().apply(0);
      train(whole.step(), batches, 0, 2);
      checkpoint.save(whole.step(), Progress.start(), Map.of());
      train(whole.step(), batches, 2, 4);
      try (var resumed = training(config, checkpoint.choices())) {
        checkpoint.restore(resumed.step());
        Iterator<Batch> rest = resumed.course().epochs().apply(0);
        rest.next();
        rest.next();
        train(resumed.step(), rest, 2, 4);

        assertThat(resumed.step().names())
            .allSatisfy(
                name ->
                    assertThat(resumed.step().read(name))
                        .as(name)
                        .isEqualTo(whole.step().read(name)));
        assertThat(resumed.step().read("probe/tally")).startsWith(0, 64);
      }
    }
  }

  /** Transformers have no batch norm, so an image's features in training are those in use. */
  @ParameterizedTest
  @ValueSource(strings = {"cifar10/dino-vit-mini-4", "cifar10/moco-v3-vit-mini-4"})
  void itSeesTheBackboneThatIsKeptOnTheFirstView(String preset) {
    PretrainConfig config = config(preset, true);
    try (var compiled = Compiled.of(config, images(config).size(), Map.of());
        var frozen = FrozenBackbone.untrained(config, compiled.training().backbone());
        var training = training(config, compiled.step().choices())) {
      Batch batch = training.course().epochs().apply(0).next();

      compiled.step().run(batch, new Moment(0, 0));
      frozen.load(compiled.step()::read);

      float[] seen = compiled.step().monitor(Compiled.REPRESENTATION);
      float[] expected =
          frozen.representation().encode(new Batch(Map.of(InOrder.INPUT, batch.tensor("view0"))));
      assertThat(expected).hasSize(16 * compiled.width());
      for (int i = 0; i < expected.length; i++) {
        assertThat(seen[i]).isCloseTo(expected[i], within(1e-4f));
      }
    }
  }

  @Test
  void itLearnsNoImageThatItIsAskedAbout() {
    PretrainConfig config = config("cifar10/simclr-resnet20", true);
    Dataset images = images(config);
    var held = new Questions(HeldOut.bank(images), HeldOut.queries(images));
    var apart = new Questions(images, images);
    try (var compiled = Compiled.of(config, images.size(), Map.of())) {
      Follower beside = Follower.of(config, images, Optional.of(apart), compiled).orElseThrow();
      Material drawn = Material.of(config.data(), 0.1, 1, 0);
      Follower left =
          Follower.of(config, drawn.trained(), drawn.questions(), compiled).orElseThrow();
      Follower without = Follower.of(config, images, Optional.of(held), compiled).orElseThrow();

      assertThat(beside.labels().applyAsInt(9)).isEqualTo(images.label(9)).isNotNegative();
      assertThat(left.labels().applyAsInt(9)).as("held out of what is trained").isNotNegative();
      assertThat(without.labels().applyAsInt(9)).isNegative();
      assertThat(without.labels().applyAsInt(59)).isNegative();
      assertThat(without.labels().applyAsInt(10)).isEqualTo(images.label(10)).isNotNegative();
    }
  }

  @Test
  void imagesWithoutLabelsHaveNone() {
    PretrainConfig config = config("cifar10/simclr-resnet20", true);
    try (var training =
        SelfSupervision.of(
            config,
            new Material(new Unlabelled(images(config)), Optional.empty()),
            Map.of(),
            QUIET)) {
      assertThat(training.step()).isNotInstanceOf(ProbedStep.class);
      assertThat(training.listeners()).hasSize(2);
      assertThat(training.course().epochs().apply(0).next().tensors())
          .containsOnlyKeys("view0", "view1");
    }
  }

  /** A set without its labels. */
  private record Unlabelled(Dataset whole) implements Dataset {

    @Override
    public String name() {
      return whole.name();
    }

    @Override
    public int size() {
      return whole.size();
    }

    @Override
    public Image image(int index) {
      return whole.image(index);
    }

    @Override
    public int label(int index) {
      return UNLABELLED;
    }

    @Override
    public String path(int index) {
      return whole.path(index);
    }

    @Override
    public List<String> classes() {
      return List.of();
    }

    @Override
    public String fingerprint() {
      return whole.fingerprint();
    }
  }
}
