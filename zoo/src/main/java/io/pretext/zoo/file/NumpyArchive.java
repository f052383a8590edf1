package io.pretext.zoo.file;

import io.pretext.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The archives of {@code numpy.savez}: one array per member, stored or deflated.
 *
 * <p>Arrays of text, dates, records and Python objects are left out.
 *
 * @see <a
 *     href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
final class NumpyArchive {

  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private static final String SUFFIX = ".npy";

  /** Bytes of magic and version. */
  private static final int VERSION_END = MAGIC.length + 2;

  /** A header is as long as the shape: a line. */
  private static final int LONGEST_HEADER = 1 << 14;

  private static final Pattern DESCRIPTION =
      Pattern.compile("'descr'\\s*:\\s*'([<>=|]?)([a-zA-Z])(\\d*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^()]*)\\)");

  private static final Map<String, DType> TYPES =
      Map.ofEntries(
          Map.entry("f8", DType.F64),
          Map.entry("f4", DType.F32),
          Map.entry("f2", DType.F16),
          // numpy has no bfloat16: JAX saves it as two bytes without a meaning.
          Map.entry("V2", DType.BF16),
          Map.entry("i8", DType.I64),
          Map.entry("i4", DType.I32),
          Map.entry("i2", DType.I16),
          Map.entry("i1", DType.I8),
          Map.entry("u8", DType.U64),
          Map.entry("u4", DType.U32),
          Map.entry("u2", DType.U16),
          Map.entry("u1", DType.U8),
          Map.entry("b1", DType.BOOL),
          Map.entry("c8", DType.C64),
          Map.entry("c16", DType.C128));

  private NumpyArchive() {}

  /** Whether there is an array among the members. */
  static boolean is(ZipArchive archive) {
    return archive.members().keySet().stream().anyMatch(name -> name.endsWith(SUFFIX));
  }

  /**
   * Reads the header of every array, and none of the values.
   *
   * @throws IllegalArgumentException if one is damaged
   */
  static Contents read(String file, ZipArchive archive) {
    List<StoredTensor> tensors = new ArrayList<>();
    archive
        .members()
        .forEach(
            (name, member) -> {
              if (name.endsWith(SUFFIX)) {
                String array = name.substring(0, name.length() - SUFFIX.length());
                tensor(file, array, member).ifPresent(tensors::add);
              }
            });
    return new Contents("npz", Map.of(), tensors);
  }

  private static Optional<StoredTensor> tensor(String file, String name, ZipArchive.Member member) {
    String where = "array '" + name + "' of " + file;
    ByteBuffer head = member.head(LONGEST_HEADER);
    int start = headerStart(where, head);
    int length =
        start == VERSION_END + 2 ? head.getShort(VERSION_END) & 0xFFFF : head.getInt(VERSION_END);
    if (length < 0 || length > head.limit() - start) {
      throw new IllegalArgumentException(
          where + " is truncated or damaged: its header does not fit");
    }
    String text = StandardCharsets.UTF_8.decode(head.slice(start, length)).toString();
    Matcher description = DESCRIPTION.matcher(text);
    DType type = description.find() ? TYPES.get(description.group(2) + description.group(3)) : null;
    if (type == null) {
      return Optional.empty();
    }
    long[] shape = shape(where, text);
    long[] strides = isFortran(where, text) ? fortran(shape) : Shape.strides(shape);
    ByteOrder order =
        description.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int begin = start + length;
    var tensor =
        new StoredTensor(
            file, name, type, shape, new StoredTensor.Layout(member, begin, strides, order));
    if (tensor.size() * type.bytes() != member.size() - begin) {
      throw new IllegalArgumentException(
          "%s is damaged: shape %s does not fill its %d bytes"
              .formatted(where, Arrays.toString(shape), member.size() - begin));
    }
    return Optional.of(tensor);
  }

  private static int headerStart(String where, ByteBuffer head) {
    byte[] magic = new byte[MAGIC.length];
    if (head.limit() < VERSION_END + Integer.BYTES) {
      throw new IllegalArgumentException(where + " is truncated: it has no header");
    }
    head.get(0, magic);
    int version = head.get(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC) || version < 1 || version > 3) {
      throw new IllegalArgumentException(
          where + " is damaged: it does not begin like an array of format 1, 2 or 3");
    }
    return VERSION_END + (version == 1 ? 2 : 4);
  }

  private static boolean isFortran(String where, String text) {
    return found(where, FORTRAN, text).equals("True");
  }

  private static long[] shape(String where, String text) {
    String sizes = found(where, SHAPE, text);
    try {
      long[] shape =
          Arrays.stream(sizes.split(","))
              .map(String::strip)
              .filter(size -> !size.isEmpty())
              .mapToLong(Long::parseUnsignedLong)
              .toArray();
      Shape.size(shape);
      return shape;
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(where + " has the impossible shape (" + sizes + ")", e);
    }
  }

  private static String found(String where, Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(where + " is damaged: its header is incomplete");
    }
    return matcher.group(1);
  }

  private static long[] fortran(long[] shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = 0; i < shape.length; i++) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }
}
