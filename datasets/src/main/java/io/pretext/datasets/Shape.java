package io.pretext.datasets;

/** Outline of a procedural object, in a frame from -1 to 1 with y downwards. */
enum Shape {
  DISC {
    @Override
    boolean covers(double x, double y) {
      return x * x + y * y < 0.64;
    }
  },
  RING {
    @Override
    boolean covers(double x, double y) {
      double square = x * x + y * y;
      return square < 0.81 && square > 0.24;
    }
  },
  CRESCENT {
    @Override
    boolean covers(double x, double y) {
      double bite = (x - 0.45) * (x - 0.45) + y * y;
      return x * x + y * y < 0.85 && bite > 0.5;
    }
  },
  SQUARE {
    @Override
    boolean covers(double x, double y) {
      return Math.abs(x) < 0.7 && Math.abs(y) < 0.7;
    }
  },
  TRIANGLE {
    @Override
    boolean covers(double x, double y) {
      return y < 0.6 && y > -0.95 && Math.abs(x) < 0.55 * (y + 0.95);
    }
  },
  STAR {
    @Override
    boolean covers(double x, double y) {
      // Five lines make a pentagram: its points lie beyond one of them, its outside beyond two.
      int beyond = 0;
      for (int point = 0; point < 5; point++) {
        if (x * POINT_X[point] + y * POINT_Y[point] > 0.3) {
          beyond++;
        }
      }
      return beyond < 2;
    }
  },
  CROSS {
    @Override
    boolean covers(double x, double y) {
      double near = Math.min(Math.abs(x), Math.abs(y));
      double far = Math.max(Math.abs(x), Math.abs(y));
      return near < 0.25 && far < 0.9;
    }
  },
  HEART {
    @Override
    boolean covers(double x, double y) {
      double u = 1.25 * x;
      double v = -1.25 * y + 0.1;
      double a = u * u + v * v - 1;
      return a * a * a < u * u * v * v * v;
    }
  },
  ARROW {
    @Override
    boolean covers(double x, double y) {
      boolean head = y < -0.05 && y > -0.95 && Math.abs(x) < 0.85 * (y + 0.95);
      boolean shaft = y >= -0.05 && y < 0.9 && Math.abs(x) < 0.22;
      return head || shaft;
    }
  },
  CORNER {
    @Override
    boolean covers(double x, double y) {
      boolean upright = x > -0.75 && x < -0.2 && Math.abs(y) < 0.8;
      boolean foot = y > 0.25 && y < 0.8 && Math.abs(x) < 0.75;
      return upright || foot;
    }
  };

  /** Directions of the points of a star. */
  private static final double[] POINT_X = new double[5];

  private static final double[] POINT_Y = new double[5];

  static {
    for (int point = 0; point < 5; point++) {
      POINT_X[point] = StrictMath.sin(2 * Math.PI / 5 * point);
      POINT_Y[point] = -StrictMath.cos(2 * Math.PI / 5 * point);
    }
  }

  abstract boolean covers(double x, double y);
}
