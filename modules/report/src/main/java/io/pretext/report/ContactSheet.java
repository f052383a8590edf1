package io.pretext.report;

import io.pretext.datasets.Image;
import io.pretext.report.ImageGrid.Cell;
import io.pretext.report.ImageGrid.Frame;
import java.nio.file.Path;
import java.util.List;

/**
 * Images and what a recipe makes of them: one row per image, the image itself first, then its
 * views.
 *
 * @param title what is shown: {@code simclr on cifar10 (train)}
 * @param columns names of the columns, left to right; empty for none
 * @param rows top to bottom
 */
public record ContactSheet(String title, List<String> columns, List<Row> rows) {

  /**
   * One row.
   *
   * @param label of the row, a class or a path; empty for none
   * @param images left to right, of any size
   */
  public record Row(String label, List<Image> images) {}

  /** Draws the sheet as a PNG; small images are enlarged so that their pixels can be seen. */
  public void write(Path png) {
    var grid =
        rows.stream()
            .map(
                row ->
                    new ImageGrid.Row(
                        row.label,
                        row.images.stream().map(image -> new Cell(image, "", Frame.NONE)).toList()))
            .toList();
    Png.write(new ImageGrid(title, columns, grid).draw(), png);
  }
}
