package io.pretext.train;

import java.util.Map;

/**
 * How far training has come: where it goes on, and what it must remember to report as if it had
 * never stopped.
 *
 * @param epoch whole epochs behind
 * @param step batches of the next epoch that are behind
 * @param steps batches behind in all
 * @param lossSum of the batches counted by {@code step}
 * @param firstLoss mean of the first epoch, NaN before its end
 * @param lastLoss mean of the last whole epoch, NaN before there is one
 */
public record Progress(
    int epoch, int step, long steps, double lossSum, double firstLoss, double lastLoss) {

  /** Nothing done yet. */
  public static Progress start() {
    return new Progress(0, 0, 0, 0, Double.NaN, Double.NaN);
  }

  Progress afterStep(double loss) {
    return new Progress(epoch, step + 1, steps + 1, lossSum + loss, firstLoss, lastLoss);
  }

  Progress afterEpoch() {
    double mean = lossSum / step;
    return new Progress(epoch + 1, 0, steps, 0, epoch == 0 ? mean : firstLoss, mean);
  }

  /** Numbers as text that {@link #parse} reads back to the last bit. */
  Map<String, String> format() {
    return Map.of(
        "epoch", Integer.toString(epoch),
        "step", Integer.toString(step),
        "steps", Long.toString(steps),
        "loss_sum", Double.toString(lossSum),
        "loss_first", Double.toString(firstLoss),
        "loss_last", Double.toString(lastLoss));
  }

  static Progress parse(Map<String, String> text) {
    return new Progress(
        Integer.parseInt(text.get("epoch")),
        Integer.parseInt(text.get("step")),
        Long.parseLong(text.get("steps")),
        Double.parseDouble(text.get("loss_sum")),
        Double.parseDouble(text.get("loss_first")),
        Double.parseDouble(text.get("loss_last")));
  }
}
