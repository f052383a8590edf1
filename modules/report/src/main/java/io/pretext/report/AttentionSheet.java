package io.pretext.report;

import io.pretext.datasets.Image;
import io.pretext.report.ImageGrid.Cell;
import io.pretext.report.ImageGrid.Frame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An image, what every head of an attention looks at, and where most of that is.
 *
 * @param title what is shown: {@code cat.png, block 12 of 12}
 * @param image as the network saw it
 * @param heads one map each
 * @param mass share of its attention that a head's mask holds
 */
public record AttentionSheet(String title, Image image, List<AttentionMap> heads, double mass) {

  private static final int CELL = 144;

  public AttentionSheet {
    heads = List.copyOf(heads);
  }

  /** Draws the sheet as a PNG. */
  public void write(Path png) {
    List<AttentionMap> maps = new ArrayList<>();
    maps.add(AttentionMap.mean(heads.toArray(AttentionMap[]::new)));
    maps.addAll(heads);
    List<String> columns = new ArrayList<>(List.of("image", "mean"));
    for (int head = 1; head <= heads.size(); head++) {
      columns.add("head " + head);
    }
    double scale = (double) CELL / Math.max(image.width(), image.height());
    int width = (int) Math.round(scale * image.width());
    int height = (int) Math.round(scale * image.height());
    String share = String.format(Locale.ROOT, "%.0f %% of it", 100 * mass);
    var rows =
        List.of(
            row("attention", maps.stream().map(map -> map.heat(width, height)).toList()),
            row(share, maps.stream().map(map -> map.masked(image, mass)).toList()));
    Png.write(new ImageGrid(title, columns, rows, CELL).draw(), png);
  }

  private ImageGrid.Row row(String label, List<Image> shown) {
    List<Cell> cells = new ArrayList<>();
    cells.add(new Cell(image, "", Frame.NONE));
    shown.forEach(map -> cells.add(new Cell(map, "", Frame.NONE)));
    return new ImageGrid.Row(label, cells);
  }
}
