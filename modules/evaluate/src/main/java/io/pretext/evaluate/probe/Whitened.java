package io.pretext.evaluate.probe;

/**
 * The objective of logistic regression in coordinates in which it is nearly as curved in all
 * directions: V = U W with UᵀU close to the part of its Hessian that all classes share.
 *
 * <p>Where all classes are as likely, the Hessian is the covariance of the features over the number
 * of classes, plus the penalty.
 *
 * @see <a href="https://doi.org/10.1007/BF00048682">Böhning, 1992</a>: the Hessian's bound
 */
final class Whitened implements Lbfgs.Objective {

  private final LogisticObjective objective;
  private final double penalty;
  private final int classes;
  private final Cholesky root;

  Whitened(LogisticObjective objective, Moments moments, double penalty) {
    this.objective = objective;
    this.penalty = penalty;
    this.classes = moments.parts().length;
    // Directions in which nothing varies get some curvature, or there would be no U.
    this.root = new Cholesky(moments.features(), Math.max(penalty * classes, 1e-6));
  }

  /** V of W. */
  double[] inside(double[] outside) {
    double[] inside = outside.clone();
    root.multiplyUpper(inside, classes);
    return inside;
  }

  /** W of V. */
  double[] outside(double[] inside) {
    double[] outside = inside.clone();
    root.solveUpper(outside, classes);
    return outside;
  }

  @Override
  public double at(double[] inside, double[] gradient) {
    double value = objective.at(outside(inside), penalty, gradient);
    root.solveLower(gradient, classes);
    return value;
  }
}
