package io.pretext.datasets;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Procedural images: objects of one shape, of some texture and colour in some pose on a ground. The
 * class is the shape; everything else is nuisance.
 *
 * <p>An image is a function of (seed, index) alone and is painted anew at each call. Classes take
 * turns, so that the first so many images hold all of them.
 */
public final class Shapes implements FixedSize {

  /** As the set is named on the command line. */
  public static final String NAME = "shapes";

  static final int SIDE = 32;
  static final int TRAIN_IMAGES = 10_000;
  static final int TEST_IMAGES = 2_000;
  static final List<Split> SPLITS = List.of(Split.TRAIN, Split.TEST);
  static final List<String> CLASSES =
      Arrays.stream(Shape.values()).map(shape -> shape.name().toLowerCase(Locale.ROOT)).toList();

  /** Test images are those from here on: no train index reaches so far. */
  private static final long FIRST_TEST_IMAGE = 1L << 32;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final Split split;
  private final int side;
  private final int size;
  private final long seed;

  /**
   * A set of procedural images.
   *
   * @param split train or test, which share no image
   * @param side width and height in pixels
   * @param size how many images
   */
  public Shapes(Split split, int side, int size, long seed) {
    if (!SPLITS.contains(split)) {
      throw new IllegalArgumentException(
          "%s has no %s part (it has: %s)".formatted(NAME, split.word(), Split.words(SPLITS)));
    }
    if (side < 8 || size < 1) {
      throw new IllegalArgumentException(
          "%s needs at least one image of at least 8 x 8 pixels, was %d of %d x %d"
              .formatted(NAME, size, side, side));
    }
    this.split = split;
    this.side = side;
    this.size = size;
    this.seed = seed;
  }

  /** The set that is known by name. */
  static Shapes of(Split split, int limit) {
    int size = split == Split.TRAIN ? TRAIN_IMAGES : TEST_IMAGES;
    return new Shapes(split, SIDE, Datasets.limited(size, limit), 0);
  }

  @Override
  public String name() {
    return NAME + " (" + split.word() + ")";
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int width() {
    return side;
  }

  @Override
  public int height() {
    return side;
  }

  @Override
  public void copyRgb(int index, byte[] into) {
    Shape shape = Shape.values()[label(index)];
    long first = split == Split.TRAIN ? 0 : FIRST_TEST_IMAGE;
    SplittableRandom random = new SplittableRandom(seed * GOLDEN + first + index);
    Scene.draw(shape, random).paint(side, random, into);
  }

  @Override
  public int label(int index) {
    return Objects.checkIndex(index, size) % CLASSES.size();
  }

  @Override
  public String path(int index) {
    return NAME + "/" + split.word() + "#" + Objects.checkIndex(index, size);
  }

  @Override
  public List<String> classes() {
    return CLASSES;
  }

  @Override
  public String fingerprint() {
    byte[] first = new byte[3 * side * side];
    copyRgb(0, first);
    return new Fingerprint(name()).add(seed).add(side).add(size).add(first).text();
  }
}
