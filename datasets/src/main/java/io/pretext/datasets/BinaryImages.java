package io.pretext.datasets;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * Images of one size in a binary format.
 *
 * @param name kind and part
 * @param width in pixels
 * @param height in pixels
 * @param layout order of the pixels
 * @param records one for each image
 * @param start where the pixels begin in a record
 * @param labels label by index
 * @param classes names of the labels
 * @param fingerprint digest of the files
 * @param size how many of the records to take
 */
record BinaryImages(
    String name,
    int width,
    int height,
    Layout layout,
    Records records,
    int start,
    IntUnaryOperator labels,
    List<String> classes,
    String fingerprint,
    int size)
    implements FixedSize {

  @Override
  public void copyRgb(int index, byte[] into) {
    Objects.checkIndex(index, size);
    ByteBuffer bytes = records.bytes(index);
    layout.copy(bytes, records.offset(index) + start, width, height, into);
  }

  @Override
  public int label(int index) {
    int label = labels.applyAsInt(Objects.checkIndex(index, size));
    if (label < UNLABELLED || label >= classes.size()) {
      throw new IllegalArgumentException(
          "%s says class %d, but %s has classes 0 to %d: the file is damaged or of another kind"
              .formatted(path(index), label, name, classes.size() - 1));
    }
    return label;
  }

  @Override
  public String path(int index) {
    return records.where(Objects.checkIndex(index, size));
  }
}
