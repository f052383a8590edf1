package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.augment.InOrder;
import io.pretext.augment.Normalisation;
import io.pretext.datasets.Dataset;
import io.pretext.evaluate.LabelledImages;
import java.util.Iterator;
import java.util.stream.IntStream;

/** The images of a data set in order, made ready by threads of their own. */
final class Ordered implements AutoCloseable {

  private final InOrder parts;
  private final int[] labels;

  private Ordered(InOrder parts, int[] labels) {
    this.parts = parts;
    this.labels = labels;
  }

  /** As the backbone of {@code config} wants them. */
  static Ordered of(Dataset images, PretrainConfig config) {
    return of(images, config, config.viewSettings().normalisation());
  }

  /** With values of another scale. */
  static Ordered of(Dataset images, PretrainConfig config, Normalisation normalisation) {
    int size = config.viewSettings().size();
    return of(images, size, normalisation, config.evaluate().batch(), config.data().threads());
  }

  /**
   * In squares of another size.
   *
   * @param size side of the images in pixels
   * @param batch images of a part
   * @param workers threads that read and resize
   */
  static Ordered of(Dataset images, int size, Normalisation normalisation, int batch, int workers) {
    return new Ordered(
        new InOrder(images, size, normalisation, batch, workers),
        IntStream.range(0, images.size()).map(images::label).toArray());
  }

  /** For the library's evaluation; read anew at each use. */
  LabelledImages images() {
    return new LabelledImages(() -> iterator(parts.iterator()), labels);
  }

  private static Iterator<LabelledImages.Part> iterator(Iterator<InOrder.Part> parts) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return parts.hasNext();
      }

      @Override
      public LabelledImages.Part next() {
        InOrder.Part part = parts.next();
        return new LabelledImages.Part(part.batch(), part.valid());
      }
    };
  }

  @Override
  public void close() {
    parts.close();
  }
}
