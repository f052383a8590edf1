package io.pretext.evaluate;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of a table as RFC 4180 has them, ended by a line feed. */
public final class Csv {

  private Csv() {}

  /** One line. */
  public static String line(List<String> fields) {
    return fields.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  /** Quotes around what holds a comma, a quote or a line break. */
  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
