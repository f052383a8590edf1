package io.pretext.evaluate.probe;

import java.util.Locale;
import java.util.function.Supplier;

/** The probes there are, each with the settings it tries unless somebody says otherwise. */
public enum ProbeMethod {
  /** Logistic regression at its optimum: {@link LogisticRegression}. */
  LBFGS(LogisticRegression::standard),
  /** Many linear classifiers in one descent: {@link LinearProbe}. */
  SGD(LinearProbe::standard),
  /** Closed form, for few labels: {@link Ridge}. */
  RIDGE(Ridge::standard),
  /** Nothing is trained: {@link KnnProbe}. */
  KNN(KnnProbe::standard);

  private final Supplier<Probe> standard;

  ProbeMethod(Supplier<Probe> standard) {
    this.standard = standard;
  }

  /** The probe with its standard grid of twelve settings. */
  public Probe standard() {
    return standard.get();
  }

  /** The name as people write it: {@code lbfgs}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
