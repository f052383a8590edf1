package io.pretext.evaluate.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth function: limited-memory BFGS with a line search by bisection for the weak
 * Wolfe conditions.
 *
 * @param tolerance stop where no part of the gradient is larger
 * @param evaluations stop after so many values of the function
 * @see <a href="https://doi.org/10.1007/BF01589116">Liu and Nocedal, 1989</a>
 * @see <a href="https://doi.org/10.1007/s10107-012-0514-2">Lewis and Overton, 2013</a>, algorithm
 *     2.6: the line search
 */
record Lbfgs(double tolerance, int evaluations) {

  private static final int MEMORY = 10;
  private static final double DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;

  /** A function with its gradient. */
  interface Objective {

    /** The value at {@code x}; {@code gradient} is overwritten. */
    double at(double[] x, double[] gradient);
  }

  /**
   * Where it stopped.
   *
   * @param x the best place
   * @param value there
   * @param gradient its largest part there, without sign
   * @param evaluations how often the function was asked
   */
  record Minimum(double[] x, double value, double gradient, int evaluations) {

    /** The same in other coordinates. */
    Minimum at(double[] place) {
      return new Minimum(place, value, gradient, evaluations);
    }
  }

  /** A step taken and how it changed the gradient. */
  private record Pair(double[] step, double[] change, double product) {}

  /** A place with its value and gradient. */
  private record Point(double[] x, double value, double[] gradient) {}

  Minimum minimise(Objective objective, double[] start) {
    var pairs = new ArrayDeque<Pair>();
    var search = new Search(objective);
    Point here = search.at(start.clone());
    while (largest(here.gradient()) > tolerance && search.asked < evaluations) {
      double[] direction = direction(here.gradient(), pairs);
      double first = pairs.isEmpty() ? Math.min(1, 1 / norm(here.gradient())) : 1;
      Point there = search.along(here, direction, first);
      if (there == here) {
        break; // no step makes the value smaller: that is all the precision there is
      }
      remember(pairs, here, there);
      here = there;
    }
    return new Minimum(here.x(), here.value(), largest(here.gradient()), search.asked);
  }

  private final class Search {

    private final Objective objective;
    private int asked;

    Search(Objective objective) {
      this.objective = objective;
    }

    Point at(double[] x) {
      var gradient = new double[x.length];
      asked++;
      return new Point(x, objective.at(x, gradient), gradient);
    }

    /** A point with a smaller value and a flatter slope; {@code from} itself if none is found. */
    Point along(Point from, double[] direction, double first) {
      double slope = dot(from.gradient(), direction);
      double low = 0;
      double high = Double.POSITIVE_INFINITY;
      double length = first;
      Point best = from;
      for (int i = 0; i < 40 && asked < evaluations; i++) {
        Point there = at(moved(from.x(), direction, length));
        // Written so that a value that is not a number counts as no decrease.
        if (!(there.value() <= from.value() + DECREASE * length * slope)) {
          high = length;
        } else {
          best = there;
          if (dot(there.gradient(), direction) >= CURVATURE * slope) {
            return there;
          }
          low = length;
        }
        length = Double.isInfinite(high) ? 2 * length : (low + high) / 2;
      }
      return best;
    }
  }

  /** The two loops: minus the inverse Hessian, as the pairs show it, times the gradient. */
  private static double[] direction(double[] gradient, Deque<Pair> pairs) {
    double[] q = moved(new double[gradient.length], gradient, -1);
    var factors = new ArrayDeque<Double>();
    for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext(); ) {
      Pair pair = newest.next();
      double factor = dot(pair.step(), q) / pair.product();
      factors.addFirst(factor);
      add(q, pair.change(), -factor);
    }
    if (!pairs.isEmpty()) {
      Pair last = pairs.getLast();
      double scale = last.product() / dot(last.change(), last.change());
      for (int i = 0; i < q.length; i++) {
        q[i] *= scale;
      }
    }
    for (Pair pair : pairs) {
      double factor = dot(pair.change(), q) / pair.product();
      add(q, pair.step(), factors.removeFirst() - factor);
    }
    return q;
  }

  private static void remember(Deque<Pair> pairs, Point from, Point to) {
    double[] step = moved(to.x(), from.x(), -1);
    double[] change = moved(to.gradient(), from.gradient(), -1);
    double product = dot(step, change);
    if (product > 0) {
      pairs.addLast(new Pair(step, change, product));
      if (pairs.size() > MEMORY) {
        pairs.removeFirst();
      }
    }
  }

  private static double[] moved(double[] x, double[] direction, double length) {
    double[] moved = x.clone();
    add(moved, direction, length);
    return moved;
  }

  private static void add(double[] x, double[] direction, double length) {
    for (int i = 0; i < x.length; i++) {
      x[i] += length * direction[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double largest(double[] a) {
    double largest = 0;
    for (double value : a) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
