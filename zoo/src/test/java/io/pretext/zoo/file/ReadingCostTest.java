package io.pretext.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.pretext.graph.Safetensors;
import io.pretext.zoo.fuzz.PickleBuilder;
import io.pretext.zoo.fuzz.ZipBuilder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reading 100 MB takes little more memory than the values, and well under two seconds of a core.
 *
 * <p>What a thread allocates is an upper bound of what the heap grows by, and unlike the growth it
 * is the same in every run; {@code pretext bench read} tells the growth of the process.
 */
final class ReadingCostTest {

  private static final int TENSORS = 25;
  private static final int VALUES = 1 << 20;
  private static final long BYTES = 4L * TENSORS * VALUES;

  @TempDir private Path folder;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void zip() throws IOException {
    var zip = new ZipBuilder().store("m/data.pkl", pickle());
    for (int i = 0; i < TENSORS; i++) {
      zip.store("m/data/" + i, values(i));
    }
    assertCheap(Files.write(folder.resolve("zip.pth"), zip.bytes()));
  }

  @Test
  void legacy() throws IOException {
    Path file = folder.resolve("legacy.pth");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(TorchLegacy.MAGIC);
      out.write('.');
      out.write(new PickleBuilder().whole(1001).bytes());
      out.write(new PickleBuilder().dictionary().bytes());
      out.write(pickle());
      var keys = new PickleBuilder().mark();
      for (int i = 0; i < TENSORS; i++) {
        keys.text("" + i);
      }
      out.write(keys.raw('l').bytes());
      for (int i = 0; i < TENSORS; i++) {
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(VALUES).array());
        out.write(values(i));
      }
    }
    assertCheap(file);
  }

  @Test
  void safetensors() {
    Path file = folder.resolve("a.safetensors");
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (int i = 0; i < TENSORS; i++) {
      shapes.put("w" + i, new long[] {VALUES});
    }
    Safetensors.write(
        file,
        shapes,
        name -> {
          float[] values = new float[VALUES];
          values[0] = Integer.parseInt(name.substring(1));
          return values;
        },
        Map.of());
    assertCheap(file);
  }

  private void assertCheap(Path path) {
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long start = threads.getCurrentThreadCpuTime();
    List<float[]> kept = new ArrayList<>();
    try (TensorFile file = TensorFile.open(path)) {
      file.tensors().values().forEach(tensor -> kept.add(tensor.floats()));
    }
    double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;

    for (int i = 0; i < TENSORS; i++) {
      assertThat(kept.get(i)).hasSize(VALUES).startsWith(i, 0);
    }
    assertThat(allocated).isBetween(BYTES, BYTES * 11 / 10);
    assertThat(seconds).isLessThan(2);
  }

  private static byte[] pickle() {
    var pickle = new PickleBuilder().dictionary().mark();
    for (int i = 0; i < TENSORS; i++) {
      pickle.text("w" + i).tensor().storage("FloatStorage", "" + i, VALUES);
      pickle.view(0, new long[] {VALUES}, new long[] {1});
    }
    return pickle.setItems().bytes();
  }

  private static byte[] values(int first) {
    return ByteBuffer.allocate(4 * VALUES).order(ByteOrder.LITTLE_ENDIAN).putFloat(first).array();
  }
}
