package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import java.util.Map;
import java.util.Optional;

/** What a command says when training has ended. */
final class TrainingOutcome {

  private static final int INTERRUPTED = 130;

  private TrainingOutcome() {}

  /** Prints the result, if there is one, and gives the exit code. */
  static int tell(Console console, Optional<Map<String, Object>> outcome) {
    outcome.ifPresent(console::result);
    return outcome.isPresent() ? 0 : INTERRUPTED;
  }
}
