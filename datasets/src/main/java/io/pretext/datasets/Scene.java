package io.pretext.datasets;

import java.util.SplittableRandom;

/**
 * One procedural image: a few objects of one shape, strewn over a ground.
 *
 * <p>Everything but the shape is drawn at random, whether the objects are lighter or darker than
 * their ground included, so that pixels alone say little of the shape. There are several objects so
 * that every crop of an image holds one: what two views of an image have in common is their shape.
 *
 * @param shape outline of the objects
 * @param objects their surface
 * @param ground the surface behind
 * @param grid how many objects fit side by side
 * @param radius half the frame of the shape, in units of the distance between objects
 * @param poses where each object stands and how it is turned, row by row
 * @param shiftX by how much of that distance the objects are moved out of the image
 * @param shiftY the same, upwards
 * @param lightX brightness gained over the width
 * @param lightY brightness gained over the height
 * @param noise standard deviation of each value, of 255
 */
record Scene(
    Shape shape,
    Surface objects,
    Surface ground,
    double grid,
    double radius,
    Pose[][] poses,
    double shiftX,
    double shiftY,
    double lightX,
    double lightY,
    double noise) {

  /** Points a pixel's side is sampled at, against ragged edges. */
  private static final int SAMPLES = 2;

  private static final double LEAST_CONTRAST = 0.25;
  private static final double LARGEST_TURN = Math.PI / 5;

  /** Offset from the middle of a cell, and rotation. */
  record Pose(double x, double y, double cos, double sin) {

    private static Pose draw(double room, SplittableRandom random) {
      double angle = LARGEST_TURN * spread(random);
      return new Pose(
          room * spread(random),
          room * spread(random),
          StrictMath.cos(angle),
          StrictMath.sin(angle));
    }
  }

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
      double light = 0.5 + 0.35 * spread(random);
      double colour = 0.15 * random.nextDouble();
      double red = clamp(light + colour * spread(random));
      double green = clamp(light + colour * spread(random));
      double blue = clamp(light + colour * spread(random));
      Texture texture = Texture.values()[random.nextInt(Texture.values().length)];
      double angle = Math.PI * random.nextDouble();
      double period = 0.1 + 0.1 * random.nextDouble();
      double strength = 0.03 + 0.04 * random.nextDouble();
      double cos = StrictMath.cos(angle) / period;
      double sin = StrictMath.sin(angle) / period;
      return new Surface(red, green, blue, texture, cos, sin, strength);
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
    Surface ground = Surface.draw(random);
    Surface objects = Surface.draw(random);
    while (Math.abs(objects.luminance() - ground.luminance()) < LEAST_CONTRAST) {
      objects = Surface.draw(random);
    }
    double grid = 1.7 + 0.8 * random.nextDouble();
    double radius = 0.4 + 0.06 * random.nextDouble();
    Pose[][] poses = new Pose[4][4];
    for (Pose[] row : poses) {
      for (int column = 0; column < row.length; column++) {
        row[column] = Pose.draw(0.5 - radius, random);
      }
    }
    return new Scene(
        shape,
        objects,
        ground,
        grid,
        radius,
        poses,
        random.nextDouble(),
        random.nextDouble(),
        0.15 * spread(random),
        0.15 * spread(random),
        6 * random.nextDouble());
  }

  /** Paints the scene into {@code rgb}, [side, side, 3]; {@code random} draws the noise. */
  void paint(int side, SplittableRandom random, byte[] rgb) {
    double[] sum = new double[3];
    int to = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        sum[0] = sum[1] = sum[2] = 0;
        for (int sample = 0; sample < SAMPLES * SAMPLES; sample++) {
          double u = (column + (sample % SAMPLES + 0.5) / SAMPLES) / side;
          double v = (row + (sample / SAMPLES + 0.5) / SAMPLES) / side;
          Surface surface = covers(u, v) ? objects : ground;
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

  private boolean covers(double u, double v) {
    double x = u * grid + shiftX;
    double y = v * grid + shiftY;
    int column = (int) x;
    int row = (int) y;
    Pose pose = poses[row][column];
    double dx = (x - column - 0.5 - pose.x()) / radius;
    double dy = (y - row - 0.5 - pose.y()) / radius;
    return shape.covers(dx * pose.cos() + dy * pose.sin(), dy * pose.cos() - dx * pose.sin());
  }

  /** Uniform in [-1, 1). */
  private static double spread(SplittableRandom random) {
    return 2 * random.nextDouble() - 1;
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
