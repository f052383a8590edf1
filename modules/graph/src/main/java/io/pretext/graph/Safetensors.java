package io.pretext.graph;

import io.pretext.config.AtomicFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A file of named tensors that every deep-learning tool can read; F32 is what is written here.
 *
 * <p>A file is written one tensor at a time, and read a tensor at a time when asked for, so that a
 * network never lies in memory twice.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
public final class Safetensors implements AutoCloseable {

  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long start;

  private Safetensors(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    long size = channel.size();
    long length = size < 8 ? -1 : bytes(0, 8).getLong();
    if (length < 2 || length > SafetensorsHeader.LONGEST || length > size - 8) {
      throw new IllegalArgumentException(
          file + " is truncated or not a safetensors file: its header does not fit");
    }
    this.start = 8 + length;
    String text = StandardCharsets.UTF_8.decode(bytes(8, (int) length)).toString();
    this.header = SafetensorsHeader.parse(file.toString(), text, size - start);
  }

  /**
   * Opens {@code file} and checks its header.
   *
   * @throws IllegalArgumentException if there is no such file, or it is truncated or damaged
   */
  public static Safetensors open(Path file) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      return new Safetensors(file, channel);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException e) {
      close(channel);
      throw unreadable(file, e);
    } catch (IllegalArgumentException e) {
      close(channel);
      throw e;
    }
  }

  /**
   * Replaces {@code file} at once; see {@link AtomicFile}.
   *
   * @param shapes shape by name, in the order of the file
   * @param values row-major values of a name
   * @param metadata notes of the writer
   */
  public static void write(
      Path file,
      Map<String, long[]> shapes,
      Function<String, float[]> values,
      Map<String, String> metadata) {
    AtomicFile.write(file, channel -> write(channel, shapes, values, metadata));
  }

  /** Writes the content of a file to {@code channel}. */
  public static void write(
      WritableByteChannel channel,
      Map<String, long[]> shapes,
      Function<String, float[]> values,
      Map<String, String> metadata)
      throws IOException {
    AtomicFile.writeFully(channel, SafetensorsHeader.of(shapes, metadata).encode());
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (var tensor : shapes.entrySet()) {
      float[] array = values.apply(tensor.getKey());
      if (array.length != Shape.size(tensor.getValue())) {
        throw new IllegalArgumentException(
            "tensor '"
                + tensor.getKey()
                + "' has "
                + array.length
                + " values, its shape asks for "
                + Shape.size(tensor.getValue()));
      }
      for (int done = 0; done < array.length; done += CHUNK / 4) {
        int count = Math.min(CHUNK / 4, array.length - done);
        chunk.clear().limit(4 * count);
        chunk.asFloatBuffer().put(array, done, count);
        AtomicFile.writeFully(channel, chunk);
      }
    }
  }

  /** Names of the tensors, in the order of the header. */
  public Set<String> names() {
    return Collections.unmodifiableSet(header.entries().keySet());
  }

  /** Notes of the writer. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /** Shape of the tensor called {@code name}. */
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  /** Type of the tensor called {@code name}, as the format spells it: F32, I64, ... */
  public String type(String name) {
    return entry(name).type();
  }

  /** Where the first byte of the tensor called {@code name} is, from the start of the file. */
  public long position(String name) {
    return start + entry(name).begin();
  }

  /**
   * Values of the F32 tensor called {@code name}, row-major.
   *
   * @throws IllegalArgumentException if there is none or it has another type
   */
  public float[] read(String name) {
    SafetensorsHeader.Entry entry = entry(name);
    if (!entry.type().equals("F32")) {
      throw new IllegalArgumentException(
          "tensor '" + name + "' of " + file + " has type " + entry.type() + ", F32 is needed");
    }
    float[] values = new float[Math.toIntExact((entry.end() - entry.begin()) / 4)];
    try {
      for (int done = 0; done < values.length; done += CHUNK / 4) {
        int count = Math.min(CHUNK / 4, values.length - done);
        bytes(start + entry.begin() + 4L * done, 4 * count)
            .asFloatBuffer()
            .get(values, done, count);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return values;
  }

  @Override
  public void close() {
    close(channel);
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(file + " has no tensor '" + name + "'");
    }
    return entry;
  }

  private ByteBuffer bytes(long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("the file ends too early");
      }
    }
    return bytes.flip();
  }

  private static UncheckedIOException unreadable(Path file, IOException e) {
    return new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
  }

  private static void close(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
