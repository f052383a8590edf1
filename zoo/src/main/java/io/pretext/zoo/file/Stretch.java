package io.pretext.zoo.file;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Bytes that lie in a file as they are.
 *
 * @param begin of the first, counted from the start of the file
 */
record Stretch(MappedFile file, long begin, long size) implements Storage {

  @Override
  public boolean isPacked() {
    return false;
  }

  @Override
  public void stream(long from, long count, Consumer<ByteBuffer> to) {
    for (long done = 0; done < count; done += PIECE) {
      to.accept(file.at(begin + from + done, Math.min(PIECE, count - done)));
    }
  }

  @Override
  public ByteBuffer range(long from, long count) {
    return file.at(begin + from, count);
  }
}
