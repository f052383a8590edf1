package io.pretext.sweep;

/** Follows a sweep from outside; asked on the thread that runs it. */
@FunctionalInterface
public interface SweepListener {

  /** How trials go, for people, a line at a time. */
  void say(String line);

  /** {@code sweep.json} has been replaced. */
  default void published() {}
}
