package io.pretext.app.terminal;

import io.pretext.config.Json;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command says, and where: text for people, or one JSON object for programs.
 *
 * <p>With {@code --json} standard output carries nothing but the object; the text moves to standard
 * error. Libraries that print to {@link System#out} are kept off it by {@code Main}.
 */
public final class Console {

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private boolean json;

  /**
   * @param out standard output
   * @param err standard error
   * @param terminal whether somebody watches: progress is drawn as a bar
   */
  public Console(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** Moves the text to standard error for the rest of the command. */
  public void json(boolean json) {
    this.json = json;
  }

  public boolean isTerminal() {
    return terminal;
  }

  /** One line of text for people. */
  public void say(String line) {
    (json ? err : out).println(line);
  }

  /** One line beside the result: an error or a hint. */
  public void warn(String line) {
    err.println(line);
  }

  /** The result as the last line of standard output, if {@code --json} was given. */
  public void result(Map<String, ?> values) {
    if (json) {
      out.println(Json.line(values));
    }
  }

  /** Standard output itself: the place of help texts. */
  public PrintStream out() {
    return out;
  }

  /** Standard error itself: the place of progress bars and stack traces. */
  public PrintStream err() {
    return err;
  }
}
