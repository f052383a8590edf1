package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.engine.Moment;
import io.pretext.graph.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrainerTest {

  /** {@code count} batches per epoch whose targets depend on the epoch only. */
  static IntFunction<Iterator<Batch>> batches(int count) {
    return epoch -> {
      var random = new SplittableRandom(epoch);
      return IntStream.range(0, count)
          .mapToObj(i -> QuadraticStep.batch((float) (1 + random.nextDouble())))
          .iterator();
    };
  }

  private static final class Recorder implements Listener {
    final List<StepEnd> steps = new ArrayList<>();
    final List<EpochEnd> epochs = new ArrayList<>();

    @Override
    public void onStep(StepEnd end) {
      steps.add(end);
    }

    @Override
    public void onEpoch(EpochEnd end) {
      epochs.add(end);
    }
  }

  private final Recorder recorder = new Recorder();

  private static OptimizerConfig sgd(String extra) {
    return OptimizerConfigTest.config("{name: sgd, rate: 0.1, scaling: none" + extra + "}");
  }

  private static ScheduleConfig schedule(String yaml) {
    return ScheduleTest.config(yaml);
  }

  private static QuadraticStep step(OptimizerConfig optimizer, boolean accumulate) {
    return new QuadraticStep(optimizer.rule(), accumulate);
  }

  @Test
  void theLossFallsAndItsEpochMeansAreReported() {
    OptimizerConfig sgd = sgd("");
    var trainer = new Trainer(step(sgd, false), sgd, schedule("epochs: 5"), 7);

    Progress end = trainer.run(batches(7), Progress.start(), Session.of(recorder));

    assertThat(trainer.finished(end)).isTrue();
    assertThat(end.steps()).isEqualTo(35);
    assertThat(recorder.steps).hasSize(35);
    assertThat(recorder.epochs).hasSize(5);
    assertThat(end.firstLoss()).isEqualTo(mean(0)).isEqualTo(recorder.epochs.get(0).loss());
    assertThat(end.lastLoss()).isEqualTo(mean(4)).isLessThan(end.firstLoss() / 4);
  }

  private double mean(int epoch) {
    double sum = 0;
    for (var step : recorder.steps.subList(7 * epoch, 7 * epoch + 7)) {
      sum += step.loss();
    }
    return sum / 7;
  }

  @Test
  void ratesFollowTheSchedule() {
    OptimizerConfig sgd = sgd("");
    ScheduleConfig config = schedule("{epochs: 3, warmup: 1}");
    new Trainer(step(sgd, false), sgd, config, 4)
        .run(batches(4), Progress.start(), Session.of(recorder));

    Schedule schedule = new Schedule(config, 4);
    for (int i = 0; i < 12; i++) {
      assertThat(recorder.steps.get(i).rate()).isEqualTo(0.1 * schedule.factorAt(i));
    }
    assertThat(recorder.epochs.get(2).rate()).isEqualTo(0.1 * schedule.factorAt(11));
  }

  @Test
  void theRateMovesTheParameters() {
    OptimizerConfig sgd = sgd(", momentum: 0");
    var step = step(sgd, false);
    step.run(QuadraticStep.batch(1), 0);
    float[] gradient = step.gradient(QuadraticStep.WEIGHT);

    new Trainer(step, sgd, schedule("{epochs: 1, shape: constant}"), 1)
        .run(epoch -> List.of(QuadraticStep.batch(1)).iterator(), Progress.start(), Session.of());

    for (int i = 0; i < 4; i++) {
      assertThat(step.read(QuadraticStep.WEIGHT)[i]).isEqualTo(-0.1f * gradient[i], within(1e-7f));
    }
  }

  @Test
  void accumulatedBatchesMakeOneUpdateWithTheirMeanGradient() {
    OptimizerConfig sgd = sgd(", momentum: 0");
    var step = step(sgd, true);
    var trainer = new Trainer(step, sgd, schedule("{epochs: 1, accumulate: 2, batch: 8}"), 3);

    trainer.run(batches(3), Progress.start(), Session.of(recorder));

    // Two batches, then the one left over.
    assertThat(step.updates()).isEqualTo(2);
    var single = step(sgd, true);
    Iterator<Batch> again = batches(3).apply(0);
    single.run(again.next(), 0);
    single.run(again.next(), 1);
    var schedule = new Schedule(schedule("{epochs: 1, accumulate: 2, batch: 8}"), 3);
    var settings = new ParameterSettings(sgd, single.trained(), single::shape, 16, schedule);
    single.optimise(settings.at(recorder.steps.get(0).rate(), 0), 0.5);
    single.run(again.next(), 2);
    single.optimise(settings.at(recorder.steps.get(2).rate(), 1), 1);
    assertThat(step.read(QuadraticStep.WEIGHT)).isEqualTo(single.read(QuadraticStep.WEIGHT));
    assertThat(recorder.steps.get(0).rate()).isEqualTo(recorder.steps.get(1).rate());
    assertThat(recorder.steps.get(2).rate()).isLessThan(recorder.steps.get(1).rate());
  }

  @Test
  void theGlobalNormOfTheMeanGradientIsClipped() {
    assertThat(distanceMoved("clip: 0.5", 1)).isEqualTo(0.1 * 0.5, within(1e-7));
    assertThat(distanceMoved("clip: 0.5", 2)).isEqualTo(0.1 * 0.5, within(1e-7));
    // Far above the norm, a bound changes nothing.
    assertThat(distanceMoved("clip: 1e6", 2)).isEqualTo(distanceMoved("beta1: 0.9", 2));
  }

  @Test
  void theNormOfEachMeanGradientIsClipped() {
    // Weight and bias move by 0.1 times 0.5 each.
    assertThat(distanceMoved("clipEach: 0.5", 1)).isEqualTo(0.05 * Math.sqrt(2), within(1e-7));
    assertThat(distanceMoved("clipEach: 0.5", 2)).isEqualTo(0.05 * Math.sqrt(2), within(1e-7));
    assertThat(distanceMoved("clipEach: 1e6", 2)).isEqualTo(distanceMoved("beta1: 0.9", 2));
    // The norms are those of the mean of two equal batches, 18 and 9 sqrt(8), and not of their sum.
    assertThat(distanceMoved("clipEach: 30", 2)).isEqualTo(distanceMoved("beta1: 0.9", 2));
  }

  /** How far one update of {@code accumulate} batches moves all parameters. */
  private static double distanceMoved(String setting, int accumulate) {
    OptimizerConfig sgd = sgd(", momentum: 0, " + setting);
    var step = step(sgd, true);
    ScheduleConfig config =
        schedule("{epochs: 1, shape: constant, accumulate: " + accumulate + "}");
    var batches = Collections.nCopies(accumulate, QuadraticStep.batch(9));

    new Trainer(step, sgd, config, accumulate)
        .run(epoch -> batches.iterator(), Progress.start(), Session.of());

    double squares = 0;
    for (String path : step.trained()) {
      for (float value : step.read(path)) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }

  @Test
  void everyRunKnowsItsEpochAlsoAfterAStop() {
    OptimizerConfig sgd = sgd("");
    var step = step(sgd, true);
    var trainer = new Trainer(step, sgd, schedule("{epochs: 3, accumulate: 2}"), 3);
    Session stopping = Session.of(recorder).stoppingWhen(() -> recorder.steps.size() >= 5);

    Progress middle = trainer.run(batches(3), Progress.start(), stopping);
    assertThat(step.epochs).containsExactly(0, 0, 0, 1, 1);
    trainer.run(batches(3), middle, Session.of());

    assertThat(step.epochs).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2);
  }

  @Test
  void aFrozenGroupBeginsLateAndAsIfItWereNew() {
    OptimizerConfig adam =
        OptimizerConfigTest.config(
            "{name: adamw, rate: 0.1, scaling: none, weightDecay: 0.5,"
                + " groups: [{pattern: net/weight, freeze: 1.5}]}");
    var step = step(adam, true);
    step.write(QuadraticStep.WEIGHT, new float[] {9, 9, 9, 9});
    List<float[]> weights = new ArrayList<>();
    List<float[]> biases = new ArrayList<>();
    List<float[]> moments = new ArrayList<>();
    Listener watch =
        new Listener() {
          @Override
          public void onStep(StepEnd end) {
            weights.add(step.read(QuadraticStep.WEIGHT));
            biases.add(step.read(QuadraticStep.BIAS));
            moments.add(step.read("optimizer/first/" + QuadraticStep.WEIGHT));
          }
        };

    // Two updates of three batches and one of two: 1.5 epochs are 4.5 updates, so 5 pass.
    ScheduleConfig config = schedule("{epochs: 3, accumulate: 3, shape: constant}");
    var trainer = new Trainer(step, adam, config, 8);
    Session stopping = Session.of(watch).stoppingWhen(() -> weights.size() >= 11);
    Progress middle = trainer.run(batches(8), Progress.start(), stopping);
    trainer.run(batches(8), middle, Session.of(watch));

    int batches = 8 + 6;
    for (int i = 0; i < batches; i++) {
      assertThat(weights.get(i)).containsOnly(9);
      assertThat(moments.get(i)).containsOnly(0);
      assertThat(biases.get(i)).isNotEqualTo(new float[2]);
    }
    for (float weight : weights.get(batches)) {
      // The first decay, and Adam's first step: the rate against the sign of the gradient.
      assertThat(weight).isEqualTo(9 * (1 - 0.1f * 0.5f) - 0.1f, within(1e-5f));
    }
  }

  /** DINO's schedule, written as its authors do, on a parameter that nothing else moves. */
  @Test
  void weightDecayFollowsAHalfCosineUpdateByUpdate() {
    OptimizerConfig config =
        OptimizerConfigTest.config(
            "{name: adamw, rate: 0.5, scaling: none, weightDecay: 0.04, weightDecayEnd: 0.4}");
    var step =
        new QuadraticStep(config.rule(), true) {
          @Override
          public double run(Batch batch, Moment moment) {
            return 1;
          }
        };
    step.write(QuadraticStep.WEIGHT, new float[] {1, 1, 1, 1});
    step.write(QuadraticStep.BIAS, new float[] {1, 1});
    List<Float> weights = new ArrayList<>();
    Listener watch =
        new Listener() {
          @Override
          public void onStep(StepEnd end) {
            weights.add(step.read(QuadraticStep.WEIGHT)[0]);
          }
        };
    ScheduleConfig schedule = schedule("{epochs: 3, accumulate: 2, shape: constant}");
    Session stopping = Session.of(watch).stoppingWhen(() -> weights.size() >= 5);
    var trainer = new Trainer(step, config, schedule, 3);
    Progress middle = trainer.run(batches(3), Progress.start(), stopping);
    trainer.run(batches(3), middle, Session.of(watch));

    // Three epochs of a whole update and a half one.
    int updates = 6;
    double expected = 1;
    for (int i = 0; i < updates; i++) {
      double decay = 0.4 + 0.5 * (0.04 - 0.4) * (1 + Math.cos(Math.PI * i / updates));
      expected *= 1 - 0.5 * decay;
      int batch = 3 * (i / 2) + 2 * (i % 2);
      assertThat((double) weights.get(batch)).isEqualTo(expected, within(1e-6));
    }
    assertThat(step.read(QuadraticStep.BIAS)).containsOnly(1);
  }

  @Test
  void stateSettlesWithTheProgressOfTheTraining() {
    OptimizerConfig sgd = sgd("");
    var step = step(sgd, false);

    new Trainer(step, sgd, schedule("epochs: 2"), 4)
        .run(batches(4), Progress.start(), Session.of());

    assertThat(step.progress.values())
        .containsExactly(0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875);
  }

  @Test
  void stopAfterEndsEarlyOnTheLongSchedule() {
    OptimizerConfig sgd = sgd("");
    List<Progress> saved = new ArrayList<>();
    var trainer = new Trainer(step(sgd, false), sgd, schedule("epochs: 9"), 4);
    Session session = Session.of(recorder).stoppingAfter(3).saving(2, saved::add);

    Progress end = trainer.run(batches(4), Progress.start(), session);

    assertThat(trainer.finished(end)).isFalse();
    assertThat(end.epoch()).isEqualTo(3);
    assertThat(saved).extracting(Progress::epoch).containsExactly(2, 3);
    assertThat(recorder.steps.get(11).rate())
        .isEqualTo(0.1 * new Schedule(schedule("epochs: 9"), 4).factorAt(11));
    // Already there: nothing more happens.
    assertThat(trainer.run(batches(4), end, session)).isEqualTo(end);
    assertThat(recorder.steps).hasSize(12);
  }

  @Test
  void aStopFinishesTheUpdateSavesAndReturns() {
    OptimizerConfig sgd = sgd("");
    List<Progress> saved = new ArrayList<>();
    var trainer = new Trainer(step(sgd, true), sgd, schedule("{epochs: 2, accumulate: 3}"), 8);
    Session session =
        Session.of(recorder).saving(1, saved::add).stoppingWhen(() -> recorder.steps.size() >= 4);

    Progress end = trainer.run(batches(8), Progress.start(), session);

    assertThat(end.step()).isEqualTo(6);
    assertThat(saved).containsExactly(end);
    assertThat(recorder.epochs).isEmpty();
  }

  @Test
  void aStopAtTheEndOfAnEpochSavesOnce() {
    OptimizerConfig sgd = sgd("");
    List<Progress> saved = new ArrayList<>();
    var trainer = new Trainer(step(sgd, false), sgd, schedule("epochs: 5"), 4);
    Session session =
        Session.of(recorder).saving(1, saved::add).stoppingWhen(() -> recorder.steps.size() >= 8);

    assertThat(trainer.run(batches(4), Progress.start(), session).epoch()).isEqualTo(2);
    assertThat(saved).extracting(Progress::epoch).containsExactly(1, 2);
  }

  @Test
  void aListenersMetricsReachThoseAfterIt() {
    OptimizerConfig sgd = sgd("");
    Listener first =
        new Listener() {
          @Override
          public void onEpoch(EpochEnd end) {
            end.metrics().put("knn", 44.5);
          }
        };

    new Trainer(step(sgd, false), sgd, schedule("epochs: 1"), 2)
        .run(batches(2), Progress.start(), Session.of(first, recorder));

    assertThat(recorder.epochs.get(0).metrics()).containsEntry("knn", 44.5);
  }

  @Test
  void anEpochWithoutBatchesIsASentence() {
    OptimizerConfig sgd = sgd("");
    var step = step(sgd, false);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Trainer(step, sgd, schedule("epochs: 1"), 0))
        .withMessage("an epoch has no batch: schedule.batch = 256 exceeds the images");
  }

  @Test
  void anEpochThatEndsEarlyIsAnError() {
    OptimizerConfig sgd = sgd("");
    var trainer = new Trainer(step(sgd, false), sgd, schedule("epochs: 1"), 2);

    assertThatThrownBy(
            () -> trainer.run(epoch -> Collections.emptyIterator(), Progress.start(), Session.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("epoch 1 has fewer than 2 batches");
  }

  @Test
  void anInfiniteGradientIsASentenceWhereItIsClipped() {
    OptimizerConfig sgd = sgd(", clip: 1");
    var step =
        new QuadraticStep(sgd.rule(), false) {
          @Override
          public double gradientNorm() {
            return Double.NaN;
          }
        };

    assertThatThrownBy(
            () ->
                new Trainer(step, sgd, schedule("epochs: 1"), 2)
                    .run(batches(2), Progress.start(), Session.of()))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "in epoch 1, step 1, the gradient is not finite;"
                + " try a lower optimizer.rate or a longer schedule.warmup");
  }

  @Test
  void aLossThatIsNotFiniteIsASentenceWithItsPlace() {
    OptimizerConfig sgd = sgd("");
    var trainer = new Trainer(step(sgd, false), sgd, schedule("epochs: 2"), 2);
    IntFunction<Iterator<Batch>> bad =
        epoch ->
            List.of(QuadraticStep.batch(1), QuadraticStep.batch(epoch == 0 ? 1 : Float.NaN))
                .iterator();

    assertThatThrownBy(() -> trainer.run(bad, Progress.start(), Session.of()))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(
            "in epoch 2, step 2, the loss is not finite;"
                + " try a lower optimizer.rate or a longer schedule.warmup");
  }

  @Test
  void theEffectiveRateIsScaledToTheImagesOfAnUpdate() {
    OptimizerConfig sgd = OptimizerConfigTest.config("{name: sgd, rate: 0.3}");

    assertThat(
            new Trainer(step(sgd, true), sgd, schedule("{epochs: 1, accumulate: 4}"), 8)
                .effectiveRate())
        .isEqualTo(1.2);
  }
}
