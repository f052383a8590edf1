package io.pretext.engine.update;

import io.pretext.engine.UpdateRule;
import java.nio.FloatBuffer;

/**
 * Moves one parameter by an {@link UpdateRule}, whatever layout its engine keeps it in.
 *
 * <p>Parameter, gradient and slots are flat buffers of one length and one layout. A position where
 * parameter, gradient and slots are all zero stays zero, so a padded layout stays padded. Nothing
 * is allocated, and the gradient is left as it was.
 */
public final class Optimizer {

  private Optimizer() {}

  /**
   * Applies {@code rule} once, unless the parameter is not trained yet.
   *
   * @param gradientScale factor on the gradient, before its norm is clipped
   * @param update which update of the training this is, counted from 1
   * @param slots the rule's arrays for this parameter, in the order of {@link UpdateRule#slots}
   * @throws IllegalArgumentException if the buffers are not those that the rule asks for
   */
  public static void apply(
      UpdateRule rule,
      UpdateRule.Settings settings,
      double gradientScale,
      long update,
      FloatBuffer parameter,
      FloatBuffer gradient,
      FloatBuffer[] slots) {
    check(rule, update, parameter, gradient, slots);
    long own = update - settings.since();
    if (own < 1) {
      return;
    }
    double scale = gradientScale * clipping(gradientScale, settings.clip(), gradient);
    if (rule instanceof UpdateRule.Sgd sgd) {
      descend(sgd, settings, (float) scale, parameter, gradient, slots);
    } else if (rule instanceof UpdateRule.Adam adam) {
      adapt(adam, settings, (float) scale, own, parameter, gradient, slots[0], slots[1]);
    } else if (rule instanceof UpdateRule.Lars lars) {
      layerwise(lars, settings, (float) scale, parameter, gradient, slots[0]);
    }
  }

  /** The factor that brings the norm of the scaled gradient down to {@code largest}. */
  private static double clipping(double scale, double largest, FloatBuffer gradient) {
    if (largest == Double.POSITIVE_INFINITY) {
      return 1;
    }
    double norm = Math.abs(scale) * Norms.norm(gradient);
    return norm > largest ? largest / norm : 1;
  }

  private static void descend(
      UpdateRule.Sgd rule,
      UpdateRule.Settings settings,
      float scale,
      FloatBuffer parameter,
      FloatBuffer gradient,
      FloatBuffer[] slots) {
    float rate = (float) settings.rate();
    float decay = (float) settings.decay();
    float momentum = (float) rule.momentum();
    int n = parameter.limit();
    if (slots.length == 0) {
      for (int i = 0; i < n; i++) {
        float p = parameter.get(i);
        parameter.put(i, p - rate * (scale * gradient.get(i) + decay * p));
      }
      return;
    }
    FloatBuffer velocity = slots[0];
    boolean nesterov = rule.nesterov();
    for (int i = 0; i < n; i++) {
      float p = parameter.get(i);
      float g = scale * gradient.get(i) + decay * p;
      float v = momentum * velocity.get(i) + g;
      velocity.put(i, v);
      parameter.put(i, p - rate * (nesterov ? g + momentum * v : v));
    }
  }

  private static void adapt(
      UpdateRule.Adam rule,
      UpdateRule.Settings settings,
      float scale,
      long update,
      FloatBuffer parameter,
      FloatBuffer gradient,
      FloatBuffer first,
      FloatBuffer second) {
    double correction1 = 1 - Math.pow(rule.beta1(), update);
    double correction2 = 1 - Math.pow(rule.beta2(), update);
    float rate = (float) (settings.rate() / correction1);
    float root = (float) (1 / Math.sqrt(correction2));
    float epsilon = (float) rule.epsilon();
    float keep1 = (float) rule.beta1();
    float take1 = (float) (1 - rule.beta1());
    float keep2 = (float) rule.beta2();
    float take2 = (float) (1 - rule.beta2());
    // One of the two is neutral: decay acts either through the gradient or on the parameter.
    float decay = rule.decoupled() ? 0 : (float) settings.decay();
    float shrink = rule.decoupled() ? (float) (1 - settings.rate() * settings.decay()) : 1;
    int n = parameter.limit();
    for (int i = 0; i < n; i++) {
      float p = parameter.get(i);
      float g = scale * gradient.get(i) + decay * p;
      float m = keep1 * first.get(i) + take1 * g;
      float v = keep2 * second.get(i) + take2 * g * g;
      first.put(i, m);
      second.put(i, v);
      parameter.put(i, shrink * p - rate * m / (root * (float) Math.sqrt(v) + epsilon));
    }
  }

  private static void layerwise(
      UpdateRule.Lars rule,
      UpdateRule.Settings settings,
      float scale,
      FloatBuffer parameter,
      FloatBuffer gradient,
      FloatBuffer velocity) {
    float rate = (float) settings.rate();
    float decay = (float) settings.decay();
    float momentum = (float) rule.momentum();
    int n = parameter.limit();
    float trust = 1;
    if (settings.trustRatio()) {
      double parameterNorm = Norms.norm(parameter);
      double gradientNorm = Norms.norm(scale, gradient, decay, parameter);
      if (parameterNorm > 0 && gradientNorm > 0) {
        trust = (float) (rule.trust() * parameterNorm / gradientNorm);
      }
    }
    for (int i = 0; i < n; i++) {
      float p = parameter.get(i);
      float v = momentum * velocity.get(i) + trust * (scale * gradient.get(i) + decay * p);
      velocity.put(i, v);
      parameter.put(i, p - rate * v);
    }
  }

  private static void check(
      UpdateRule rule,
      long update,
      FloatBuffer parameter,
      FloatBuffer gradient,
      FloatBuffer[] slots) {
    if (update < 1) {
      throw new IllegalArgumentException("updates are counted from 1, got " + update);
    }
    if (slots.length != rule.slots().size()) {
      throw new IllegalArgumentException(
          rule + " keeps the arrays " + rule.slots() + ", got " + slots.length);
    }
    int n = parameter.limit();
    boolean equal = gradient.limit() == n;
    for (FloatBuffer slot : slots) {
      equal &= slot.limit() == n;
    }
    if (!equal) {
      throw new IllegalArgumentException(
          "a parameter of " + n + " elements needs a gradient and slots of as many");
    }
  }
}
