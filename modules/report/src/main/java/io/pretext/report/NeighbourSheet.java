package io.pretext.report;

import io.pretext.datasets.Image;
import io.pretext.report.ImageGrid.Cell;
import io.pretext.report.ImageGrid.Frame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Images and the images that a representation takes for their nearest: a green frame around those
 * of the same class, a broken red one around the others.
 *
 * @param title what is shown: {@code nearest neighbours after 15 epochs}
 * @param rows one per query
 */
public record NeighbourSheet(String title, List<Row> rows) {

  /**
   * A query and its neighbours, nearest first.
   *
   * @param label class of the query; empty if it has none, and then no frame says right or wrong
   */
  public record Row(Image query, String label, List<Neighbour> neighbours) {

    private ImageGrid.Row cells() {
      var cells = new ArrayList<Cell>();
      cells.add(new Cell(query, label, Frame.PLAIN));
      for (Neighbour neighbour : neighbours) {
        cells.add(new Cell(neighbour.image, neighbour.caption(), frame(neighbour)));
      }
      return new ImageGrid.Row("", cells);
    }

    private Frame frame(Neighbour neighbour) {
      if (label.isEmpty() || neighbour.label.isEmpty()) {
        return Frame.NONE;
      }
      return label.equals(neighbour.label) ? Frame.RIGHT : Frame.WRONG;
    }
  }

  /**
   * One neighbour.
   *
   * @param label its class; empty if it has none
   * @param similarity cosine to the query
   */
  public record Neighbour(Image image, String label, double similarity) {

    private String caption() {
      return String.format(Locale.ROOT, "%.2f %s", similarity, label);
    }
  }

  /** Draws the sheet as a PNG. */
  public void write(Path png) {
    Png.write(new ImageGrid(title, columns(), rows.stream().map(Row::cells).toList()).draw(), png);
  }

  private List<String> columns() {
    var columns = new ArrayList<>(List.of("query"));
    int most = rows.stream().mapToInt(row -> row.neighbours.size()).max().orElse(0);
    for (int i = 1; i <= most; i++) {
      columns.add("nearest " + i);
    }
    return columns;
  }
}
