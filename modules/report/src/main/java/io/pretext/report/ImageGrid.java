package io.pretext.report;

import io.pretext.datasets.Image;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Rows of images with text around them, drawn.
 *
 * @param title above everything; empty for none
 * @param columns above each column; empty for none
 * @param rows top to bottom; they may differ in length
 * @param cell side of the square that an image is shown in, in pixels
 */
record ImageGrid(String title, List<String> columns, List<Row> rows, int cell) {

  /**
   * One row.
   *
   * @param label on its left; empty for none
   */
  record Row(String label, List<Cell> cells) {}

  /**
   * One image.
   *
   * @param caption below it; empty for none
   */
  record Cell(Image image, String caption, Frame frame) {}

  /** What the border of an image says; the shapes differ for those who do not see the colours. */
  enum Frame {
    NONE(null, null),
    PLAIN(new Color(0x44, 0x44, 0x44), new BasicStroke(2)),
    RIGHT(new Color(0x1b, 0x9e, 0x3c), new BasicStroke(4)),
    WRONG(
        new Color(0xd3, 0x2f, 0x2f),
        new BasicStroke(
            4, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {8, 4}, 0));

    private final Color color;
    private final BasicStroke stroke;

    Frame(Color color, BasicStroke stroke) {
      this.color = color;
      this.stroke = stroke;
    }
  }

  /** Shows 32 px images three times as large. */
  private static final int CELL = 96;

  private static final int MARGIN = 16;
  private static final int GAP = 10;
  private static final int LINE = 18;
  private static final int LONGEST_LABEL = 180;
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);

  ImageGrid(String title, List<String> columns, List<Row> rows) {
    this(title, columns, rows, CELL);
  }

  /** The picture; without any text on a machine without fonts. */
  BufferedImage draw() {
    boolean text = Fonts.available();
    int label = text ? labelWidth() : 0;
    int columnCount = rows.stream().mapToInt(row -> row.cells.size()).max().orElse(0);
    int top = MARGIN;
    int titleHeight = text && !title.isEmpty() ? 2 * LINE : 0;
    int headHeight = text && !columns.isEmpty() ? LINE : 0;
    boolean captions =
        text
            && rows.stream()
                .flatMap(row -> row.cells.stream())
                .anyMatch(shown -> !shown.caption.isEmpty());
    int pitch = cell + GAP + (captions ? LINE : 0);
    int width = label + columnCount * (cell + GAP) - GAP;
    if (titleHeight > 0) {
      width = Math.max(width, textWidth(TITLE, title));
    }
    int height = titleHeight + headHeight + rows.size() * pitch - GAP;
    var picture =
        new BufferedImage(width + 2 * MARGIN, height + 2 * MARGIN, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    try {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, picture.getWidth(), picture.getHeight());
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      if (titleHeight > 0) {
        write(g, TITLE, title, MARGIN, top + 15, Integer.MAX_VALUE);
      }
      top += titleHeight;
      if (headHeight > 0) {
        for (int i = 0; i < columns.size(); i++) {
          write(g, TEXT, columns.get(i), MARGIN + label + i * (cell + GAP), top + 12, cell);
        }
      }
      top += headHeight;
      for (Row row : rows) {
        if (text) {
          write(g, TEXT, row.label, MARGIN, top + cell / 2 + 4, LONGEST_LABEL);
        }
        int left = MARGIN + label;
        for (Cell shown : row.cells) {
          draw(g, shown, left, top);
          if (captions) {
            write(g, TEXT, shown.caption, left, top + cell + 14, cell);
          }
          left += cell + GAP;
        }
        top += pitch;
      }
    } finally {
      g.dispose();
    }
    return picture;
  }

  private void draw(Graphics2D g, Cell shown, int left, int top) {
    BufferedImage image = buffered(shown.image);
    double scale = (double) cell / Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    // Small images keep their pixels visible, large ones are shrunk smoothly.
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        scale >= 1
            ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
            : RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    int x = left + (cell - width) / 2;
    int y = top + (cell - height) / 2;
    g.drawImage(image, x, y, width, height, null);
    if (shown.frame != Frame.NONE) {
      g.setColor(shown.frame.color);
      g.setStroke(shown.frame.stroke);
      g.drawRect(x, y, width - 1, height - 1);
    }
  }

  private static BufferedImage buffered(Image image) {
    var copy = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int p = 0; p < image.width() * image.height(); p++) {
      int red = rgb[3 * p] & 0xff;
      int green = rgb[3 * p + 1] & 0xff;
      int blue = rgb[3 * p + 2] & 0xff;
      copy.setRGB(p % image.width(), p / image.width(), red << 16 | green << 8 | blue);
    }
    return copy;
  }

  private int labelWidth() {
    int widest = rows.stream().mapToInt(row -> textWidth(TEXT, row.label)).max().orElse(0);
    return widest == 0 ? 0 : Math.min(widest, LONGEST_LABEL) + GAP;
  }

  private static int textWidth(Font font, String text) {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return g.getFontMetrics(font).stringWidth(text);
    } finally {
      g.dispose();
    }
  }

  /** Text that ends in an ellipsis where it is wider than {@code width}. */
  private static void write(Graphics2D g, Font font, String text, int x, int y, int width) {
    FontMetrics metrics = g.getFontMetrics(font);
    String shown = text;
    for (int n = text.length(); n > 0 && metrics.stringWidth(shown) > width; n--) {
      shown = text.substring(0, n - 1) + "\u2026";
    }
    g.setFont(font);
    g.setColor(Color.DARK_GRAY);
    g.drawString(shown, x, y);
  }
}
