package io.pretext.evaluate.probe;

import io.pretext.evaluate.Accuracy;
import io.pretext.evaluate.supervised.LabelBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A probe on few or all labels, once per seed: the seed draws the labels, what is held out to
 * choose a setting with, and what the probe draws. The winner is trained anew on all the labels
 * drawn, and only then asked about the test set.
 *
 * @param settings what was tried, in order
 * @param trials one per seed
 * @param ci95 of the mean accuracy: over the seeds, or over the test images if there is one seed
 * @param confusion of all trials together
 */
public record Trials(
    List<Map<String, Double>> settings, List<Trial> trials, Bootstrap ci95, Confusion confusion) {

  /**
   * One of them.
   *
   * @param images labelled images it had
   * @param choice of its setting
   * @param accuracy on the test set
   */
  public record Trial(long seed, int images, Choice choice, Accuracy accuracy) {}

  /**
   * Runs them.
   *
   * @param percent of the labels of each class, as {@link LabelBudget} draws them
   * @param data what the training set is called in errors
   */
  public static Trials of(
      Probe probe,
      LabelledRows train,
      LabelledRows test,
      double percent,
      List<Long> seeds,
      String data) {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("a probe needs a seed at least");
    }
    var trials = new ArrayList<Trial>();
    var confusion = new Confusion(new int[train.classes()][train.classes()]);
    var hits = new double[0];
    for (long seed : seeds) {
      LabelledRows some =
          train.select(LabelBudget.draw(train.labels(), train.classes(), percent, seed, data));
      Choice choice = Choice.of(probe, some, seed);
      Ranking answers = probe.only(choice.index()).rank(some, test.rows(), seed).get(0);
      confusion.count(answers, test.labels());
      hits = answers.hits(test.labels());
      trials.add(new Trial(seed, some.size(), choice, answers.accuracy(test.labels())));
    }
    double[] values =
        seeds.size() == 1 ? hits : trials.stream().mapToDouble(t -> t.accuracy().top1()).toArray();
    return new Trials(
        probe.settings(), List.copyOf(trials), Bootstrap.of(values, seeds.get(0)), confusion);
  }

  /** Mean over the seeds, in per cent. */
  public double top1() {
    return mean(trials.stream().mapToDouble(t -> t.accuracy().top1()).toArray());
  }

  /** Mean over the seeds, in per cent. */
  public double top5() {
    return mean(trials.stream().mapToDouble(t -> t.accuracy().top5()).toArray());
  }

  /** What a trial chose. */
  public Map<String, Double> setting(Trial trial) {
    return settings.get(trial.choice().index());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
