package io.pretext.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.pretext.zoo.fuzz.PickleBuilder;
import io.pretext.zoo.fuzz.ZipBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are none, that broke, or that mean harm. */
final class HostileFilesTest {

  private static final byte[] SIX_FLOATS = new byte[24];

  @TempDir private Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("model.pth"), bytes);
  }

  private Path text(String text) throws IOException {
    return file(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Path zip(PickleBuilder pickle) throws IOException {
    return file(
        new ZipBuilder().store("m/data.pkl", pickle.bytes()).store("m/data/0", SIX_FLOATS).bytes());
  }

  private static PickleBuilder view(long offset, long[] shape, long[] strides) {
    return new PickleBuilder()
        .tensor()
        .storage("FloatStorage", "0", 6)
        .view(offset, shape, strides);
  }

  private static void refused(Path file, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorFile.open(file).close())
        .withMessageContaining(file.toString())
        .withMessageContainingAll(parts);
  }

  @Test
  void whatIsNoFileOfTensorsIsNamed() throws IOException {
    refused(folder.resolve("nothing.pth"), "there is no file");
    refused(folder, "is a folder");
    refused(text(""), "is empty");
    refused(text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "Git LFS pointer");
    refused(text("\n<!DOCTYPE html>\n<title>404</title>"), "is a web page");
    refused(text("<?xml version='1.0'?><Error>AccessDenied</Error>"), "is a web page");
    refused(text("Not Found"), "is a text");
    refused(text("pickle" + "\0".repeat(251) + "ustar\0"), "is a tar archive");
    refused(text("\u0080\u0003}q\0."), "is a plain pickle");
    refused(text("\u0093NUMPY\u0001\0"), "single numpy array");
    refused(text("\u0089HDF\r\n\u001a\n"), "HDF5");
    refused(text("\u001f\u008b\b\0\0\0"), "is compressed");
    refused(text("\u0001\u0002\u0003"), "is no file of tensors that is read");
    refused(file(new ZipBuilder().store("word/document.xml", SIX_FLOATS).bytes()), "zip archive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint.pth", "legacy.pth", "deflated.npz"})
  void everyTruncationIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(GoldenFilesTest.file(name));
    for (int keep = 1; keep < whole.length; keep += 61) {
      refused(file(Arrays.copyOf(whole, keep)), "model.pth");
    }
    refused(file(Arrays.copyOf(whole, whole.length - 1)), "truncated");
  }

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "os, system",
    "builtins, eval",
    "builtins, exec",
    "subprocess, Popen"
  })
  void nothingIsCalled(String module, String name) throws IOException {
    Path trace = folder.resolve("trace");
    Path file =
        zip(
            view(0, new long[] {6}, new long[] {1})
                .remember(0)
                .dictionary()
                .text("weight")
                .recall(0)
                .raw('s')
                .text("harm")
                .global(module, name)
                .mark()
                .text("touch " + trace)
                .tuple()
                .call()
                .raw('s'));

    try (TensorFile tensors = TensorFile.open(file)) {
      assertThat(tensors.tensors()).containsOnlyKeys("weight");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aCallCannotTakeThePlaceOfATensor() throws IOException {
    refused(
        zip(
            new PickleBuilder()
                .tensor()
                .global("posix", "system")
                .view(0, new long[] {6}, new long[] {1})),
        "without a storage");
    refused(zip(new PickleBuilder().storage("Process", "0", 6)), "storage of type torch.Process");
  }

  @Test
  void cyclesEnd() throws IOException {
    Path cycle =
        zip(
            new PickleBuilder()
                .dictionary()
                .remember(7)
                .mark()
                .text("self")
                .recall(7)
                .text("w")
                .tensor()
                .storage("FloatStorage", "0", 6)
                .view(0, new long[] {6}, new long[] {1})
                .setItems());
    try (TensorFile file = TensorFile.open(cycle)) {
      assertThat(file.tensors()).containsOnlyKeys("w");
    }

    Path keyed =
        zip(
            new PickleBuilder()
                .raw(']')
                .remember(0)
                .recall(0)
                .raw('a')
                .remember(1)
                .dictionary()
                .recall(1)
                .whole(1)
                .raw('s'));
    try (TensorFile file = TensorFile.open(keyed)) {
      assertThat(file.tensors()).isEmpty();
    }
  }

  @Test
  void depthAndWaysAreLimited() throws IOException {
    refused(zip(new PickleBuilder().repeat(100_000, ']').repeat(99_999, 'a')), "100 deep");

    var laughs = view(0, new long[] {6}, new long[] {1}).remember(0);
    for (int i = 0; i < 40; i++) {
      laughs.dictionary().mark().text("a").recall(i).text("b").recall(i).setItems();
      laughs.remember(i + 1);
    }
    refused(zip(laughs), "more than 64 places");

    var empty = new PickleBuilder().dictionary().remember(0);
    for (int i = 0; i < 40; i++) {
      empty.dictionary().mark().text("a").recall(i).text("b").recall(i).setItems();
      empty.remember(i + 1);
    }
    Path ways = zip(empty);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    refused(ways, "too many ways");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(128 << 20);
  }

  @Test
  void aPickleMayOnlyMakeSoMuch() throws IOException {
    refused(zip(new PickleBuilder().repeat(2_000_000, '}')), "more objects");
    refused(zip(new PickleBuilder().raw(0x8d).number(1L << 62, 8)), "announces");
    refused(zip(new PickleBuilder().raw(0x8b).number(1 << 30, 4)), "number of 1073741824 bytes");
    refused(zip(new PickleBuilder().raw('0')), "takes what is not there");
    refused(zip(new PickleBuilder().raw('h', 3)), "recalls what it never made");
    refused(zip(new PickleBuilder().mark()), "takes a mark for a value");
    refused(zip(new PickleBuilder().raw(0x82, 1)), "unknown opcode 0x82");
    refused(zip(new PickleBuilder().raw(0x80, 9)), "unknown protocol 9");
  }

  @Test
  void aTensorMustLieInItsStorage() throws IOException {
    refused(zip(view(1, new long[] {6}, new long[] {1})), "does not fit its storage of 24 bytes");
    refused(zip(view(0, new long[] {2, 3}, new long[] {4, 1})), "does not fit its storage");
    refused(zip(view(0, new long[] {1L << 40, 1L << 40}, new long[] {0, 0})), "does not fit");
    refused(zip(view(1L << 62, new long[] {1}, new long[] {1})), "begins behind");
    refused(zip(view(0, new long[] {-1}, new long[] {1})), "no valid size");
    refused(zip(view(5, new long[] {2}, new long[] {-1})), "no valid stride");
    refused(
        zip(
            new PickleBuilder()
                .tensor()
                .storage("FloatStorage", "0", 7)
                .view(0, new long[] {6}, new long[] {1})),
        "its pickle asks for 7 values");
    refused(
        zip(
            new PickleBuilder()
                .tensor()
                .storage("FloatStorage", "../0", 6)
                .view(0, new long[] {6}, new long[] {1})),
        "no storage '../0'");
  }

  @Test
  void bombsAreRefused() throws IOException {
    refused(zip(view(0, new long[] {1L << 34}, new long[] {0})), "refused as a bomb");

    int count = 20_000_000;
    byte[] header =
        "{'descr': '|u1', 'fortran_order': False, 'shape': (%d,), }\n"
            .formatted(count)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] array = new byte[10 + header.length + count];
    System.arraycopy(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0},
        0,
        array,
        0,
        10);
    System.arraycopy(header, 0, array, 10, header.length);
    refused(file(new ZipBuilder().deflate("a.npy", array).bytes()), "refused as a bomb");
  }

  @Test
  void anArchiveMayNotContradictItself() throws IOException {
    byte[] pickle = view(0, new long[] {6}, new long[] {1}).bytes();
    var sound = new ZipBuilder().store("m/data.pkl", pickle);
    refused(file(sound.store("m/data/0", SIX_FLOATS).addAgain("m/data/1").bytes()), "another name");
    refused(
        file(
            new ZipBuilder()
                .store("m/data.pkl", pickle)
                .store("m/data/0", SIX_FLOATS)
                .addAgain("m/data/0")
                .bytes()),
        "two members");
    refused(
        file(
            new ZipBuilder()
                .store("m/data.pkl", pickle)
                .storeAround("m/data/1", "m/data/0", SIX_FLOATS)
                .bytes()),
        "'m/data/1' overlaps what follows it");
    refused(
        file(new ZipBuilder().store("m/data.pkl", pickle).claiming(1 << 20).bytes()),
        "cannot be 1048576 bytes");
    refused(
        file(
            new ZipBuilder()
                .store("m/data.pkl", pickle)
                .deflate("m/data/0", SIX_FLOATS)
                .claiming(Integer.MAX_VALUE)
                .bytes()),
        "cannot be 2147483647 bytes");
  }

  @Test
  void aMemberThatUnpacksToMoreThanItSaysIsRefused() throws IOException {
    byte[] pickle = view(0, new long[] {6}, new long[] {1}).bytes();
    Path file =
        file(
            new ZipBuilder()
                .store("m/data.pkl", pickle)
                .deflate("m/data/0", new byte[100_000])
                .claiming(24)
                .bytes());
    try (TensorFile tensors = TensorFile.open(file)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tensors.tensors().get("tensor").floats())
          .withMessageContaining("unpacks to more than 24 bytes");
    }
  }

  @Test
  void aValueThatChangedIsNoticed() throws IOException {
    byte[] bytes = Files.readAllBytes(zip(view(0, new long[] {6}, new long[] {1})));
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[all.indexOf("m/data/0") + "m/data/0".length() + 5] ^= 1;

    try (TensorFile file = TensorFile.open(file(bytes))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> file.tensors().get("tensor").floats())
          .withMessageContaining("'m/data/0' does not agree with its checksum");
    }
  }

  @Test
  void namesAreOnlyNames() throws IOException {
    byte[] pickle = view(0, new long[] {6}, new long[] {1}).bytes();
    Path file =
        file(
            new ZipBuilder()
                .store("m/data.pkl", pickle)
                .store("m/data/0", SIX_FLOATS)
                .store("../climbed", SIX_FLOATS)
                .bytes());
    try (TensorFile tensors = TensorFile.open(file)) {
      assertThat(tensors.tensors().get("tensor").floats()).hasSize(6).containsOnly(0);
    }
    assertThat(folder.resolveSibling("climbed")).doesNotExist();
  }

  @Test
  void anErrorIsOneShortLineWhateverTheFileSays() throws IOException {
    Path file =
        zip(
            new PickleBuilder()
                .tensor()
                .storage("FloatStorage", "\u001b[2J\n" + "x".repeat(5000), 6)
                .view(0, new long[] {6}, new long[] {1}));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorFile.open(file))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500).matches("\\P{C}+"));
  }
}
