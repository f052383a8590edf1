package io.pretext.engine;

import java.util.List;

/**
 * The arithmetic of an optimizer as data: what becomes of one parameter given its gradient.
 *
 * <p>An engine applies it where the parameters live, in whatever layout it keeps them.
 */
public sealed interface UpdateRule {

  /** Names of the arrays kept per parameter, each of the parameter's shape. */
  List<String> slots();

  /** {@code g += decay p; v = momentum v + g; p -= rate (nesterov ? g + momentum v : v)}. */
  record Sgd(double momentum, boolean nesterov) implements UpdateRule {
    @Override
    public List<String> slots() {
      return momentum == 0 ? List.of() : List.of("momentum");
    }
  }

  /**
   * Adam with bias correction; decay is added to the gradient, or, where {@code decoupled}, taken
   * from the parameter as {@code p -= rate decay p} before the step (AdamW).
   *
   * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter, 2017</a>, algorithm 2
   */
  record Adam(double beta1, double beta2, double epsilon, boolean decoupled) implements UpdateRule {
    @Override
    public List<String> slots() {
      return List.of("first", "second");
    }
  }

  /**
   * {@code g += decay p; g *= trust |p| / |g|} (1 if either norm is 0); {@code v = momentum v + g;
   * p -= rate v}. Parameters without a trust ratio skip the second step.
   *
   * @see <a href="https://arxiv.org/abs/1708.03888">You et al., 2017</a>; the form of BYOL and MoCo
   *     v3
   */
  record Lars(double momentum, double trust) implements UpdateRule {
    @Override
    public List<String> slots() {
      return List.of("momentum");
    }
  }

  /**
   * How one parameter is treated at one step.
   *
   * @param rate the learning rate of this step
   * @param decay weight decay
   * @param trustRatio whether {@link Lars} scales this parameter's gradient
   * @param clip largest norm of this parameter's gradient, infinite for none
   * @param since updates of the training that leave this parameter and its slots as they are, as if
   *     it had no gradient; Adam corrects its bias from there on, as PyTorch counts by parameter
   */
  record Settings(double rate, double decay, boolean trustRatio, double clip, long since) {

    public Settings {
      if (since < 0) {
        throw new IllegalArgumentException(
            "a parameter is trained since update 0 or a later one, not since " + since);
      }
    }

    /** Of a parameter that is trained from the first update on. */
    public Settings(double rate, double decay, boolean trustRatio, double clip) {
      this(rate, decay, trustRatio, clip, 0);
    }
  }
}
