package io.pretext.methods;

import io.pretext.config.Check;
import java.util.Locale;
import java.util.Optional;

/**
 * A value of a monitor at which a method has collapsed or does not get going, and what helps.
 *
 * @param monitor name of a scalar among {@link TrainingGraph#monitors}
 * @param least below which all is not well
 * @param most above which all is not well
 * @param meaning what it says of the training: {@code the teacher tells no image from another}
 * @param remedy what helps: {@code lower method.teacherTemperature}
 */
public record Symptom(String monitor, double least, double most, String meaning, String remedy) {

  public Symptom {
    Check.that(least < most, "least", "be below most: " + least + ", " + most);
  }

  /** Of a monitor that must not fall below {@code least}. */
  public static Symptom below(double least, String monitor, String meaning, String remedy) {
    return new Symptom(monitor, least, Double.POSITIVE_INFINITY, meaning, remedy);
  }

  /** Of a monitor that must not rise above {@code most}. */
  public static Symptom above(double most, String monitor, String meaning, String remedy) {
    return new Symptom(monitor, Double.NEGATIVE_INFINITY, most, meaning, remedy);
  }

  /** A sentence for the user if {@code value} is out of bounds. */
  public Optional<String> at(double value) {
    if (value >= least && value <= most) {
      return Optional.empty();
    }
    boolean low = value < least;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: %s is %.3f, %s %.3f; %s",
            meaning,
            monitor,
            value,
            low ? "below" : "above",
            low ? least : most,
            remedy));
  }
}
