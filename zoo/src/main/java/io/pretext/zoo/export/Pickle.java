package io.pretext.zoo.export;

import io.pretext.graph.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the pickle (protocol 2) of a dictionary of tensors as {@code torch.save} does: data, and
 * the names of the four functions and classes that {@code torch.load} makes tensors with.
 *
 * @see <a href="https://docs.python.org/3/library/pickletools.html">the opcodes</a>
 */
final class Pickle {

  private static final int PROTOCOL = 0x80;
  private static final char MARK = '(';
  private static final char STOP = '.';
  private static final char GLOBAL = 'c';
  private static final char REDUCE = 'R';
  private static final char EMPTY_DICT = '}';
  private static final char EMPTY_TUPLE = ')';
  private static final char TUPLE = 't';
  private static final char SET_ITEMS = 'u';
  private static final char UNICODE = 'X';
  private static final char INT = 'J';
  private static final int LONG1 = 0x8A;
  private static final int TRUE = 0x88;
  private static final int FALSE = 0x89;
  private static final char PERSISTENT_ID = 'Q';

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Pickle() {
    bytes.write(PROTOCOL);
    bytes.write(2);
  }

  byte[] end() {
    bytes.write(STOP);
    return bytes.toByteArray();
  }

  /** Opens a {@code dict}; keys and values follow in turn, then {@link #endItems}. */
  void beginDict() {
    bytes.write(EMPTY_DICT);
    bytes.write(MARK);
  }

  /** Opens a {@code collections.OrderedDict}. */
  void beginOrderedDict() {
    emptyOrderedDict();
    bytes.write(MARK);
  }

  void endItems() {
    bytes.write(SET_ITEMS);
  }

  /**
   * A contiguous tensor over a storage of its own.
   *
   * @param storage class of {@code torch} that holds its numbers
   * @param key under which the archive has them
   */
  void tensor(String storage, String key, long... shape) {
    long count = Shape.size(shape);
    global("torch._utils", "_rebuild_tensor_v2");
    bytes.write(MARK);
    storage(storage, key, count);
    integer(0);
    integers(shape);
    integers(Shape.strides(shape));
    truth(false);
    emptyOrderedDict();
    bytes.write(TUPLE);
    bytes.write(REDUCE);
  }

  private void storage(String storage, String key, long count) {
    bytes.write(MARK);
    text("storage");
    global("torch", storage);
    text(key);
    text("cpu");
    integer(count);
    bytes.write(TUPLE);
    bytes.write(PERSISTENT_ID);
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    bytes.write(UNICODE);
    put(Integer.BYTES, utf8.length);
    bytes.writeBytes(utf8);
  }

  void truth(boolean value) {
    bytes.write(value ? TRUE : FALSE);
  }

  private void integers(long... values) {
    bytes.write(MARK);
    for (long value : values) {
      integer(value);
    }
    bytes.write(TUPLE);
  }

  private void integer(long value) {
    if (value == (int) value) {
      bytes.write(INT);
      put(Integer.BYTES, value);
    } else {
      bytes.write(LONG1);
      bytes.write(Long.BYTES);
      put(Long.BYTES, value);
    }
  }

  private void emptyOrderedDict() {
    global("collections", "OrderedDict");
    bytes.write(EMPTY_TUPLE);
    bytes.write(REDUCE);
  }

  private void global(String module, String name) {
    bytes.write(GLOBAL);
    bytes.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** The lowest {@code width} bytes of {@code value}, lowest first. */
  private void put(int width, long value) {
    byte[] all = new byte[Long.BYTES];
    ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    bytes.write(all, 0, width);
  }
}
