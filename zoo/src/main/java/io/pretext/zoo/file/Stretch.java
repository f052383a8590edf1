package io.pretext.zoo.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /** Copies: mapped pages count as memory of the process until the collector unmaps them. */
  @Override
  public void stream(long from, long count, Consumer<ByteBuffer> to) {
    ByteBuffer piece =
        ByteBuffer.allocate((int) Math.min(PIECE, count)).order(ByteOrder.LITTLE_ENDIAN);
    for (long done = 0; done < count; done += PIECE) {
      piece.clear().limit((int) Math.min(PIECE, count - done));
      file.read(begin + from + done, piece);
      to.accept(piece.flip());
    }
  }

  @Override
  public ByteBuffer range(long from, long count) {
    return file.at(begin + from, count);
  }
}
