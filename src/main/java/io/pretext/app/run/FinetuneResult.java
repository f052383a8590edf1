package io.pretext.app.run;

import io.pretext.config.Bind;
import java.util.Map;
import java.util.Optional;

/**
 * What a fine-tuning came to.
 *
 * @param backbone trained
 * @param dataset trained on
 * @param images in the training set
 * @param epochs behind
 * @param steps behind
 * @param lossFirst mean loss of the first epoch
 * @param lossLast mean loss of the last epoch
 * @param top1 per cent of the test images whose class is found by the heads together
 * @param top5 per cent of them whose class is among the first five
 * @param top1ByHead the same as {@code top1} for each head, by its name
 * @param agreementByHead per cent of the test images in which a head finds the teacher's class;
 *     empty without one
 * @param imagesPerSecond source images through the training step, evaluation not counted
 * @param seconds of the command, summed over resumes
 * @param plannedMb native memory of the training step, in MB of 2^20 bytes
 * @param peakRssMb most memory of the process, in MB of 2^20 bytes
 * @param run the run directory
 */
public record FinetuneResult(
    String backbone,
    String dataset,
    int images,
    int epochs,
    long steps,
    double lossFirst,
    double lossLast,
    double top1,
    double top5,
    Map<String, Double> top1ByHead,
    Optional<Map<String, Double>> agreementByHead,
    double imagesPerSecond,
    double seconds,
    long plannedMb,
    long peakRssMb,
    String run) {

  /** What {@code --json} prints. */
  public static FinetuneResult of(Map<String, ?> json) {
    return Bind.record("result", Result.components(json), FinetuneResult.class);
  }
}
