package io.pretext.app;

import io.pretext.app.terminal.Console;
import io.pretext.config.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
    String[] args = Arrays.stream(words).map(String::valueOf).toArray(String[]::new);
    int code = Main.run(console, args);
    return new Cli(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The same command in a process of its own, which can be killed. */
  static Process elsewhere(Path log, Object... words) throws IOException {
    Object[] java = {
      Path.of(System.getProperty("java.home"), "bin", "java"),
      "-Xmx1g",
      "-cp",
      System.getProperty("java.class.path"),
      "io.pretext.app.Main"
    };
    return new ProcessBuilder(Arrays.stream(concat(java, words)).map(String::valueOf).toList())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Words after each other. */
  static Object[] concat(Object[] a, Object... b) {
    return Stream.of(a, b).flatMap(Arrays::stream).toArray();
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
