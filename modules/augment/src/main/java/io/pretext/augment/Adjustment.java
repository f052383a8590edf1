package io.pretext.augment;

/**
 * One drawn operation of {@link RandAugment}.
 *
 * @param kind which operation
 * @param amount how much of it, in its own unit
 */
public record Adjustment(Kind kind, double amount) {

  /** What can be done to an image, and the unit of its amount. */
  public enum Kind {
    /** Stretches each channel to all 256 levels; no amount. */
    AUTO_CONTRAST,
    /** Makes the histogram of each channel flat; no amount. */
    EQUALIZE,
    /** 255 minus the level; no amount. */
    INVERT,
    /** Turns around the centre; degrees. */
    ROTATE,
    /** Keeps the upper bits of each level; their number. */
    POSTERIZE,
    /** Inverts the levels from a threshold on; the threshold. */
    SOLARIZE,
    /** Adds to the levels below 128; how many levels. */
    SOLARIZE_ADD,
    /** Blends with the grey of each pixel; factor of the image. */
    COLOUR,
    /** Blends with the mean grey of the image; factor of the image. */
    CONTRAST,
    /** Blends with black; factor of the image. */
    BRIGHTNESS,
    /** Blends with the smoothed image; factor of the image. */
    SHARPNESS,
    /** Moves each row by its height; pixels per row. */
    SHEAR_X,
    /** Moves each column by its distance from the left; pixels per column. */
    SHEAR_Y,
    /** Moves left or right; part of the side. */
    TRANSLATE_X,
    /** Moves up or down; part of the side. */
    TRANSLATE_Y
  }
}
