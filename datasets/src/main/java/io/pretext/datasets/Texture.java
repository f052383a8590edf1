package io.pretext.datasets;

/** A pattern that brightens or darkens a surface, from -1 to 1; one period is 1 long. */
enum Texture {
  PLAIN {
    @Override
    double at(double x, double y) {
      return 0;
    }
  },
  STRIPES {
    @Override
    double at(double x, double y) {
      return half(x);
    }
  },
  WAVES {
    @Override
    double at(double x, double y) {
      return 4 * Math.abs(x - Math.rint(x)) - 1;
    }
  },
  CHECKS {
    @Override
    double at(double x, double y) {
      return half(x) * half(y);
    }
  },
  DOTS {
    @Override
    double at(double x, double y) {
      double dx = x - Math.rint(x);
      double dy = y - Math.rint(y);
      return dx * dx + dy * dy < 0.1 ? 1 : -0.3;
    }
  };

  abstract double at(double x, double y);

  /** 1 over the first half of a period, -1 over the second. */
  private static double half(double x) {
    return x - Math.floor(x) < 0.5 ? 1 : -1;
  }
}
