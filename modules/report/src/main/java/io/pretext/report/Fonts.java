package io.pretext.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this machine can draw text: Java has no fonts of its own and takes the system's. */
final class Fonts {

  private static final Logger log = LoggerFactory.getLogger(Fonts.class);
  private static final boolean AVAILABLE = probe();

  private Fonts() {}

  /** False on a machine without fonts, where any attempt to draw text throws. */
  static boolean available() {
    return AVAILABLE;
  }

  // AWT answers a missing font with errors (InternalError, later NoClassDefFoundError), not
  // exceptions; a picture is never a reason to end a training run.
  private static boolean probe() {
    var image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
      return g.getFontMetrics().stringWidth("text") > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      log.warn(
          "no fonts found: pictures have no text and curves are left out; install a font, for"
              + " example with apt-get install fonts-dejavu-core");
      log.debug("why no text can be drawn", e);
      return false;
    } finally {
      g.dispose();
    }
  }
}
