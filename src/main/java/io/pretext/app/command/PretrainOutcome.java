package io.pretext.app.command;

import io.pretext.app.run.Result;
import io.pretext.app.terminal.Console;
import java.util.Optional;

/** What a command says when training has ended. */
final class PretrainOutcome {

  private static final int INTERRUPTED = 130;

  private PretrainOutcome() {}

  /** Prints the result, if there is one, and gives the exit code. */
  static int tell(Console console, Optional<Result> outcome) {
    outcome.ifPresent(result -> console.result(result.json()));
    return outcome.isPresent() ? 0 : INTERRUPTED;
  }
}
