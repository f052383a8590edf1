package io.pretext.graph;

import io.pretext.config.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The table of contents of a safetensors file, refused unless its tensors fill the data exactly.
 *
 * @param entries tensors by name
 * @param metadata whatever else the writer noted
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

  /** Longest header that any reader accepts, in bytes. */
  static final long LONGEST = 100_000_000;

  private static final String METADATA = "__metadata__";

  private static final Map<String, Integer> BYTES =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("U16", 2),
          Map.entry("I16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("U32", 4),
          Map.entry("I32", 4),
          Map.entry("F32", 4),
          Map.entry("U64", 8),
          Map.entry("I64", 8),
          Map.entry("F64", 8));

  /**
   * One tensor.
   *
   * @param type as the format spells it: F32, I64, ...
   * @param begin first byte, counted from the end of the header
   * @param end the byte after its last
   */
  record Entry(String type, long[] shape, long begin, long end) {}

  /**
   * The header of F32 tensors, I64 those in {@code integers}, that follow each other in the order
   * of {@code shapes}.
   */
  static SafetensorsHeader of(
      Map<String, long[]> shapes, Set<String> integers, Map<String, String> metadata) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    long begin = 0;
    for (var tensor : shapes.entrySet()) {
      if (tensor.getKey().equals(METADATA)) {
        throw new IllegalArgumentException("a tensor cannot be called " + METADATA);
      }
      String type = integers.contains(tensor.getKey()) ? "I64" : "F32";
      long end = begin + BYTES.get(type) * Shape.size(tensor.getValue());
      entries.put(tensor.getKey(), new Entry(type, tensor.getValue().clone(), begin, end));
      begin = end;
    }
    return new SafetensorsHeader(entries, metadata);
  }

  /** Eight bytes of length and the JSON text, padded so that the data starts at a multiple of 8. */
  ByteBuffer encode() {
    Map<String, Object> json = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      json.put(METADATA, metadata);
    }
    entries.forEach(
        (name, entry) ->
            json.put(
                name,
                Map.of(
                    "dtype",
                    entry.type,
                    "shape",
                    entry.shape,
                    "data_offsets",
                    new long[] {entry.begin, entry.end})));
    byte[] text = Json.line(json).getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 7) / 8 * 8;
    ByteBuffer bytes = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded).put(text);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.flip();
  }

  /**
   * Reads the JSON text of a file whose data takes {@code bytes} bytes.
   *
   * @param file shown in errors
   */
  static SafetensorsHeader parse(String file, String text, long bytes) {
    Map<String, Object> json = Json.parse("the header of " + file, text);
    Map<String, String> metadata = new LinkedHashMap<>();
    if (json.remove(METADATA) instanceof Map<?, ?> notes) {
      notes.forEach((key, value) -> metadata.put(key.toString(), String.valueOf(value)));
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    json.forEach((name, entry) -> entries.put(name, entry(file, name, entry)));
    requireContiguous(file, entries, bytes);
    return new SafetensorsHeader(entries, metadata);
  }

  private static Entry entry(String file, String name, Object json) {
    String tensor = "tensor '" + name + "' of " + file;
    if (!(json instanceof Map<?, ?> map) || !(map.get("dtype") instanceof String type)) {
      throw new IllegalArgumentException(tensor + " has no type");
    }
    if (!BYTES.containsKey(type)) {
      throw new IllegalArgumentException(tensor + " has the unknown type " + type);
    }
    long[] shape = longs(tensor, "shape", map.get("shape"));
    long[] offsets = longs(tensor, "data_offsets", map.get("data_offsets"));
    if (offsets.length != 2 || offsets[1] - offsets[0] != bytes(tensor, type, shape)) {
      throw new IllegalArgumentException(
          tensor
              + " of shape "
              + Arrays.toString(shape)
              + " does not fit its place "
              + Arrays.toString(offsets)
              + ", the file is damaged");
    }
    return new Entry(type, shape, offsets[0], offsets[1]);
  }

  private static long bytes(String tensor, String type, long[] shape) {
    try {
      return Math.multiplyExact(BYTES.get(type), Shape.size(shape));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          tensor + " has the impossible shape " + Arrays.toString(shape), e);
    }
  }

  private static long[] longs(String tensor, String key, Object json) {
    if (json instanceof List<?> list
        && list.stream()
            .allMatch(n -> (n instanceof Integer || n instanceof Long) && asLong(n) >= 0)) {
      return list.stream().mapToLong(SafetensorsHeader::asLong).toArray();
    }
    throw new IllegalArgumentException(tensor + " has no valid " + key + ", the file is damaged");
  }

  private static long asLong(Object number) {
    return ((Number) number).longValue();
  }

  private static void requireContiguous(String file, Map<String, Entry> entries, long bytes) {
    long end = 0;
    List<Map.Entry<String, Entry>> ordered =
        entries.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
                    .thenComparingLong(e -> e.getValue().end()))
            .toList();
    for (var next : ordered) {
      if (next.getValue().begin != end) {
        throw new IllegalArgumentException(
            "tensor '"
                + next.getKey()
                + "' of "
                + file
                + (next.getValue().begin < end ? " overlaps another" : " follows a gap")
                + ", the file is damaged");
      }
      end = next.getValue().end;
    }
    if (end != bytes) {
      throw new IllegalArgumentException(
          file
              + (end > bytes
                  ? " is truncated: its tensors take "
                  : " is damaged: its tensors take ")
              + end
              + " bytes, it holds "
              + bytes);
    }
  }
}
