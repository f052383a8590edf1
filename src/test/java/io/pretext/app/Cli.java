package io.pretext.app;

import io.pretext.app.terminal.Console;
import io.pretext.config.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One command as a test sees it.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it said beside
 */
record Cli(int code, String out, String err) {

  static Cli run(Object... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    String[] args = java.util.Arrays.stream(words).map(String::valueOf).toArray(String[]::new);
    int code = Main.run(console, args);
    return new Cli(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The one line of standard output, read as JSON. */
  Map<String, Object> json() {
    List<String> lines = out.lines().toList();
    if (lines.size() != 1) {
      throw new AssertionError("one line expected on standard output, got:\n" + out + err);
    }
    return Json.parse("stdout", lines.get(0));
  }
}
