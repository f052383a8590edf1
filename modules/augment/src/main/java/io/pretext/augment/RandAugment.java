package io.pretext.augment;

import io.pretext.augment.Adjustment.Kind;
import io.pretext.config.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * RandAugment: some operations out of fifteen, all at about one magnitude.
 *
 * <p>The form of timm's {@code rand-mM-mstd0.5-inc1}, which DeiT was trained with: each of the
 * operations is any of the fifteen, happens with probability 1/2, and has a magnitude of its own
 * from N(M, 1/2) cut to [0, 10]; a higher magnitude is always a stronger change.
 *
 * @param operations drawn per view, 0 for none
 * @param magnitude M, in [0, 10]
 * @see <a href="https://arxiv.org/abs/1909.13719">Cubuk et al., 2019</a>, section 3
 */
public record RandAugment(int operations, double magnitude) {

  private static final double HAPPENS = 0.5;
  private static final double SPREAD = 0.5;
  private static final double STRONGEST = 10;
  private static final Kind[] KINDS = Kind.values();

  public RandAugment {
    Check.nonNegative("operations", operations);
    Check.between("magnitude", magnitude, 0, STRONGEST);
  }

  /** The operations that happen to one view, in order. */
  List<Adjustment> draw(RandomGenerator random) {
    var drawn = new ArrayList<Adjustment>();
    for (int i = 0; i < operations; i++) {
      Kind kind = KINDS[random.nextInt(KINDS.length)];
      if (ViewDraw.happens(HAPPENS, random)) {
        double level = magnitude + SPREAD * random.nextGaussian();
        boolean negative = ViewDraw.happens(0.5, random);
        double strength = Math.max(0, Math.min(STRONGEST, level)) / STRONGEST;
        drawn.add(new Adjustment(kind, amount(kind, strength, negative ? -1 : 1)));
      }
    }
    return List.copyOf(drawn);
  }

  /**
   * @param strength in [0, 1]
   * @param sign of those that go both ways
   */
  static double amount(Kind kind, double strength, int sign) {
    return switch (kind) {
      case AUTO_CONTRAST, EQUALIZE, INVERT -> 0;
      case ROTATE -> sign * 30 * strength;
      case POSTERIZE -> 4 - (int) (4 * strength);
      case SOLARIZE -> 256 - (int) (256 * strength);
      case SOLARIZE_ADD -> Math.min(128, (int) (110 * strength));
      case COLOUR, CONTRAST, BRIGHTNESS, SHARPNESS -> Math.max(0.1, 1 + sign * 0.9 * strength);
      case SHEAR_X, SHEAR_Y -> sign * 0.3 * strength;
      case TRANSLATE_X, TRANSLATE_Y -> sign * 0.45 * strength;
    };
  }
}
