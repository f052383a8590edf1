package io.pretext.zoo.fuzz;

import com.sun.management.ThreadMXBean;
import io.pretext.zoo.file.StoredTensor;
import io.pretext.zoo.file.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens and reads files that are wrong in every way one can think of, and many more.
 *
 * <p>Each must end in an error of one sentence or in tensors that hold together, within bounds of
 * time and memory. File {@code i} of a seed is always the same.
 */
public final class Fuzz {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Every format has so many sound specimens, its first ones. */
  private static final int SOUND = 2;

  private static final int SECONDS = 10;
  private static final long MOST_BYTES = 1L << 28;
  private static final int MOST_FOLD = 64;
  private static final int MOST_FAILURES = 10;
  private static final int LONGEST_SENTENCE = 1000;

  /**
   * What came of it.
   *
   * @param loaded files whose tensors could be read
   * @param refused files that ended in an error of one sentence
   * @param failures what else happened, with the number of the file; at most ten
   * @param slowestMillis of one file
   * @param mostBytes allocated for one file
   */
  public record Report(
      Format format,
      int files,
      int loaded,
      int refused,
      List<String> failures,
      long slowestMillis,
      long mostBytes) {}

  /** What came of one file; {@code failure} is null where all is well. */
  private record Outcome(boolean loaded, String failure, long millis, long bytes) {}

  private final Format format;
  private final long seed;
  private final List<Specimen> specimens;
  private Thread busy;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * @param seed of the damage
   */
  public Fuzz(Format format, long seed) {
    this.format = format;
    this.seed = seed;
    this.specimens = Specimens.of(format);
  }

  /** The file of a number. */
  public byte[] file(int index) {
    var random = new SplittableRandom(seed * GOLDEN + index);
    if (index < specimens.size()) {
      return specimens.get(index).bytes();
    }
    // Half of the files are sound ones damaged, which get further than those of bad intent.
    int kinds = random.nextBoolean() ? SOUND : specimens.size();
    Specimen specimen = specimens.get(random.nextInt(kinds));
    int inside = random.nextInt(3);
    List<byte[]> parts = new ArrayList<>(specimen.parts());
    for (int i = 0; i < inside; i++) {
      int part = random.nextInt(parts.size());
      int other = random.nextInt(parts.size());
      part = parts.get(part).length > parts.get(other).length ? part : other;
      parts.set(part, damaged(parts.get(part), random));
    }
    byte[] bytes = specimen.assemble().apply(parts);
    int outside = inside == 0 ? 1 + random.nextInt(2) : random.nextInt(4) / 3;
    for (int i = 0; i < outside; i++) {
      bytes = damaged(bytes, random);
    }
    return bytes;
  }

  private static byte[] damaged(byte[] bytes, SplittableRandom random) {
    Damage[] ways = Damage.values();
    return bytes.length == 0 ? bytes : ways[random.nextInt(ways.length)].apply(bytes, random);
  }

  /**
   * Reads the first {@code files} files.
   *
   * @param folder for the file of the moment; those that fail stay there
   */
  public Report run(int files, Path folder) {
    ExecutorService reader = Executors.newSingleThreadExecutor(this::thread);
    var failures = new ArrayList<String>();
    int loaded = 0;
    int refused = 0;
    long slowest = 0;
    long most = 0;
    for (int i = 0; i < files && failures.size() < MOST_FAILURES; i++) {
      byte[] bytes = file(i);
      Path path =
          write(folder.resolve(format.name().toLowerCase(java.util.Locale.ROOT) + "-case"), bytes);
      Outcome outcome = outcome(reader, path, bytes.length);
      if (outcome.failure != null) {
        write(folder.resolve(path.getFileName() + "-" + i), bytes);
        failures.add("file " + i + " " + outcome.failure);
      } else if (outcome.loaded) {
        loaded++;
      } else {
        refused++;
      }
      slowest = Math.max(slowest, outcome.millis);
      most = Math.max(most, outcome.bytes);
      if (outcome.millis >= SECONDS * 1000L) {
        break;
      }
    }
    reader.shutdownNow();
    return new Report(format, files, loaded, refused, List.copyOf(failures), slowest, most);
  }

  private Thread thread(Runnable work) {
    busy = new Thread(work, "fuzz");
    busy.setDaemon(true);
    return busy;
  }

  private Outcome outcome(ExecutorService reader, Path path, long size) {
    try {
      return reader.submit(() -> read(path, size)).get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      String where = Arrays.toString(busy.getStackTrace());
      return new Outcome(false, "is not read after 10 s, at " + where, SECONDS * 1000L, 0);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Outcome read(Path path, long size) {
    long before = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    boolean loaded = false;
    String failure = null;
    try (TensorFile file = TensorFile.open(path)) {
      failure =
          file.tensors().values().stream()
              .map(Fuzz::fault)
              .filter(f -> f != null)
              .findFirst()
              .orElse(null);
      loaded = true;
    } catch (IllegalArgumentException | UncheckedIOException e) {
      failure = isSentence(e.getMessage()) ? null : "said " + e.getMessage();
    } catch (RuntimeException | Error e) {
      failure = "threw " + e + " at " + where(e);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    if (failure == null && bytes > MOST_BYTES + MOST_FOLD * size) {
      failure = "took " + bytes + " bytes to read " + size;
    }
    return new Outcome(loaded, failure, millis, bytes);
  }

  private static String where(Throwable error) {
    StackTraceElement[] trace = error.getStackTrace();
    return trace.length == 0 ? "?" : trace[0].toString();
  }

  private static boolean isSentence(String message) {
    return message != null
        && !message.isBlank()
        && message.length() < LONGEST_SENTENCE
        && message.lines().count() == 1;
  }

  /** What is wrong with a tensor, or null. */
  private static String fault(StoredTensor tensor) {
    String sum = tensor.checksum();
    if (!tensor.type().isComplex() && tensor.floats().length != tensor.size()) {
      return tensor + " has another number of values";
    }
    return tensor.checksum().equals(sum) ? null : tensor + " changes from one look to the next";
  }

  private static Path write(Path path, byte[] bytes) {
    try {
      return Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }
}
