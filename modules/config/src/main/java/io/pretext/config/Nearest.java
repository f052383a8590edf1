package io.pretext.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the name that somebody probably meant. */
public final class Nearest {

  private Nearest() {}

  /** The name with the fewest edits from {@code wrong}; empty if there are no names. */
  public static Optional<String> of(String wrong, Collection<String> names) {
    return new TreeSet<>(names)
        .stream().min(Comparator.comparingInt((String name) -> distance(wrong, name)));
  }

  /** {@code did you mean 'momentum'? (known: hidden, momentum)}: the end of an error message. */
  public static String suggestion(String wrong, Collection<String> names) {
    return of(wrong, names)
        .map(name -> "did you mean '" + name + "'? (known: " + list(names) + ")")
        .orElse("none is known");
  }

  private static String list(Collection<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  /**
   * Insertions, deletions, substitutions and swaps of neighbours that turn one name into the other,
   * ignoring case.
   */
  static int distance(String a, String b) {
    String from = a.toLowerCase(Locale.ROOT);
    String to = b.toLowerCase(Locale.ROOT);
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 ? j : j == 0 ? i : edit(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int edit(int[][] cost, String from, String to, int i, int j) {
    int substitute = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
    int least =
        Math.min(cost[i - 1][j - 1] + substitute, Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
