package io.pretext.app.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a process of a trial said. */
final class Said {

  private static final String OURS = "pretext: ";
  private static final String MEMORY = "java.lang.OutOfMemoryError";
  private static final int SIGNALS = 128;
  private static final int KILL = 9;

  private final List<String> lines;

  /**
   * @param from where in the file it began
   */
  Said(Path log, long from) throws IOException {
    byte[] all = Files.readAllBytes(log);
    byte[] own = Arrays.copyOfRange(all, (int) from, all.length);
    lines = new String(own, StandardCharsets.UTF_8).lines().filter(s -> !s.isBlank()).toList();
  }

  /** Its last line; empty if it said nothing. */
  String last() {
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /** Why it ended with {@code code}, in a sentence. */
  String reason(int code) {
    if (code == SIGNALS + KILL) {
      return "it was killed by signal 9, which the system sends where memory runs out";
    }
    Optional<String> memory = lines.stream().filter(line -> line.contains(MEMORY)).findFirst();
    if (memory.isPresent()) {
      String what = memory.get();
      what = what.substring(what.indexOf(MEMORY) + MEMORY.length()).replaceFirst("^:?\\s*", "");
      return "out of memory (" + what + ")";
    }
    if (code > SIGNALS) {
      return "it was ended by signal " + (code - SIGNALS);
    }
    return lines.stream()
        .filter(line -> line.startsWith(OURS))
        .reduce((first, second) -> second)
        .map(line -> line.substring(OURS.length()))
        .orElseGet(() -> last().isEmpty() ? "it ended with exit code " + code : last());
  }
}
