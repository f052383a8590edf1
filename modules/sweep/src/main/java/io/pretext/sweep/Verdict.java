package io.pretext.sweep;

/** What becomes of a trial next. */
sealed interface Verdict {

  /** It trains to the end of {@code epoch}. */
  record Run(int epoch) implements Verdict {}

  /** Others must come so far first. */
  record Wait() implements Verdict {}

  /** It has no more to do, because of {@code reason}. */
  record Stop(String reason) implements Verdict {}

  /** It has come to its end. */
  record Complete() implements Verdict {}

  /** It has failed. */
  record Fail(String reason) implements Verdict {}
}
