package io.pretext.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Writes small files in the binary formats, filled with random pixels. */
final class BinaryFiles {

  private BinaryFiles() {}

  /** CIFAR-10 with {@code each} images in each of its six files; the class of image i is i % 10. */
  static void cifar10(Path folder, int each) {
    for (String name : new String[] {"1", "2", "3", "4", "5"}) {
      write(folder.resolve("data_batch_" + name + ".bin"), cifar(each, 1, name.hashCode()));
    }
    write(folder.resolve("test_batch.bin"), cifar(each, 1, 7));
  }

  /** Records of {@code labelBytes} labels, the last of which is i % 10, and random pixels. */
  static byte[] cifar(int count, int labelBytes, long seed) {
    int length = labelBytes + 3072;
    byte[] bytes = random(count * length, seed);
    for (int i = 0; i < count; i++) {
      bytes[i * length + labelBytes - 1] = (byte) (i % 10);
    }
    return bytes;
  }

  static byte[] random(int count, long seed) {
    byte[] bytes = new byte[count];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** An idx file of bytes. */
  static byte[] idx(byte[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
    bytes.putInt(8 << 8 | shape.length);
    for (int size : shape) {
      bytes.putInt(size);
    }
    return bytes.put(values).array();
  }

  static byte[] gzip(byte[] content) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
