package io.pretext.evaluate.probe;

import io.pretext.evaluate.Csv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which class is taken for which.
 *
 * @param counts images of each class by what they were taken for, [class][answer]; an image without
 *     an answer is in none
 */
public record Confusion(int[][] counts) {

  /** Adds the answers of one classifier. */
  void count(Ranking answers, int[] labels) {
    for (int i = 0; i < labels.length; i++) {
      if (answers.best()[i].length > 0) {
        counts[labels[i]][answers.best()[i][0]]++;
      }
    }
  }

  /** A line per class with a column per answer. */
  public String matrix(List<String> names) {
    var header = new ArrayList<>(List.of("class"));
    header.addAll(names);
    var text = new StringBuilder(Csv.line(header));
    for (int c = 0; c < counts.length; c++) {
      var fields = new ArrayList<>(List.of(names.get(c)));
      Arrays.stream(counts[c]).mapToObj(Integer::toString).forEach(fields::add);
      text.append(Csv.line(fields));
    }
    return text.toString();
  }

  /**
   * A line per class: how many images there were, per cent of them that were recognised, per cent
   * of what was taken for the class that was of it, and what it was taken for most often otherwise.
   */
  public String perClass(List<String> names) {
    var text =
        new StringBuilder(
            Csv.line(List.of("class", "images", "recall", "precision", "taken_for", "times")));
    for (int c = 0; c < counts.length; c++) {
      int taken = 0;
      for (int[] row : counts) {
        taken += row[c];
      }
      int images = Arrays.stream(counts[c]).sum();
      int other = mostTakenFor(c);
      boolean mistaken = other != c;
      text.append(
          Csv.line(
              List.of(
                  names.get(c),
                  Integer.toString(images),
                  part(counts[c][c], images),
                  part(counts[c][c], taken),
                  mistaken ? names.get(other) : "",
                  mistaken ? Integer.toString(counts[c][other]) : "0")));
    }
    return text.toString();
  }

  /** Another class, or {@code own} if it was never mistaken. */
  private int mostTakenFor(int own) {
    int other = own;
    for (int c = 0; c < counts.length; c++) {
      int most = other == own ? 0 : counts[own][other];
      other = c != own && counts[own][c] > most ? c : other;
    }
    return other;
  }

  /** Empty where there is nothing to take a part of. */
  private static String part(int some, int all) {
    return all == 0 ? "" : String.format(Locale.ROOT, "%.2f", 100.0 * some / all);
  }
}
