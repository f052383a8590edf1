package io.pretext.datasets;

import java.util.SplittableRandom;

/**
 * One procedural image: an object on a ground, both with a colour and a texture, lit from one side.
 *
 * <p>Everything but the shape is drawn at random, whether the object is lighter or darker than its
 * ground included, so that pixels alone say little of the shape.
 *
 * @param shape outline of the object
 * @param x centre of the object in units of the image's side, from 0 to 1
 * @param y the same, downwards
 * @param radius half the frame of the shape, in the same units
 * @param angle by which the object is turned, in radians
 * @param object its surface
 * @param ground the surface behind
 * @param lightX brightness gained over the width
 * @param lightY brightness gained over the height
 * @param noise standard deviation of each value, of 255
 */
record Scene(
    Shape shape,
    double x,
    double y,
    double radius,
    double angle,
    Surface object,
    Surface ground,
    double lightX,
    double lightY,
    double noise) {

  /** Points a pixel's side is sampled at, against ragged edges. */
  private static final int SAMPLES = 2;

  private static final double LEAST_CONTRAST = 0.25;

  /**
   * Colour, and a texture of some strength; {@code cos} and {@code sin} turn it and make its period
   * one.
   */
  record Surface(
      double red,
      double green,
      double blue,
      Texture texture,
      double cos,
      double sin,
      double strength) {

    private static Surface draw(SplittableRandom random) {
      double light = 0.15 + 0.7 * random.nextDouble();
      double colour = 0.2 * random.nextDouble();
      double[] rgb = new double[3];
      for (int c = 0; c < 3; c++) {
        rgb[c] = clamp(light + colour * (random.nextDouble() - 0.5));
      }
      Texture texture = Texture.values()[random.nextInt(Texture.values().length)];
      double angle = Math.PI * random.nextDouble();
      double period = 0.12 + 0.18 * random.nextDouble();
      double strength = 0.05 + 0.1 * random.nextDouble();
      double cos = StrictMath.cos(angle) / period;
      double sin = StrictMath.sin(angle) / period;
      return new Surface(rgb[0], rgb[1], rgb[2], texture, cos, sin, strength);
    }

    private Surface plain() {
      return new Surface(red, green, blue, Texture.PLAIN, cos, sin, 0);
    }

    private double luminance() {
      return 0.299 * red + 0.587 * green + 0.114 * blue;
    }

    private double pattern(double u, double v) {
      return strength * texture.at(u * cos + v * sin, v * cos - u * sin);
    }
  }

  /** Draws all but the shape. */
  static Scene draw(Shape shape, SplittableRandom random) {
    double radius = 0.32 + 0.13 * random.nextDouble();
    double room = 0.5 - 0.8 * radius;
    double x = 0.5 + room * (2 * random.nextDouble() - 1);
    double y = 0.5 + room * (2 * random.nextDouble() - 1);
    double angle = Math.PI / 5 * (2 * random.nextDouble() - 1);
    Surface ground = Surface.draw(random).plain();
    Surface object = Surface.draw(random);
    while (Math.abs(object.luminance() - ground.luminance()) < LEAST_CONTRAST) {
      object = Surface.draw(random);
    }
    double lightX = 0.3 * (random.nextDouble() - 0.5);
    double lightY = 0.3 * (random.nextDouble() - 0.5);
    double noise = 6 * random.nextDouble();
    return new Scene(shape, x, y, radius, angle, object, ground, lightX, lightY, noise);
  }

  /** Paints the scene into {@code rgb}, [side, side, 3]; {@code random} draws the noise. */
  void paint(int side, SplittableRandom random, byte[] rgb) {
    double cos = StrictMath.cos(angle) / radius;
    double sin = StrictMath.sin(angle) / radius;
    double[] sum = new double[3];
    int to = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        sum[0] = sum[1] = sum[2] = 0;
        for (int sample = 0; sample < SAMPLES * SAMPLES; sample++) {
          double u = (column + (sample % SAMPLES + 0.5) / SAMPLES) / side;
          double v = (row + (sample / SAMPLES + 0.5) / SAMPLES) / side;
          double dx = u - x;
          double dy = v - y;
          boolean inside = shape.covers(dx * cos + dy * sin, dy * cos - dx * sin);
          Surface surface = inside ? object : ground;
          double light = surface.pattern(u, v) + lightX * (u - 0.5) + lightY * (v - 0.5);
          sum[0] += surface.red() + light;
          sum[1] += surface.green() + light;
          sum[2] += surface.blue() + light;
        }
        for (int c = 0; c < 3; c++) {
          double value = 255 * sum[c] / (SAMPLES * SAMPLES) + noise * random.nextGaussian();
          rgb[to++] = (byte) Math.rint(Math.max(0, Math.min(255, value)));
        }
      }
    }
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
