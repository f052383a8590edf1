package io.pretext.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {

  @TempDir Path folder;

  @Test
  void replacesTheWholeContentAndMakesFolders() throws IOException {
    Path file = folder.resolve("a/b.txt");
    AtomicFile.write(file, "a longer text");

    AtomicFile.write(file, "text");

    assertThat(file).hasContent("text");
    assertThat(Files.list(file.getParent())).containsExactly(file);
  }

  @Test
  void aFailureLeavesTheOldContentAndNoPart() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap("ne".getBytes(StandardCharsets.UTF_8)));
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot write " + file + ": No space left on device");

    assertThat(file).hasContent("old");
    assertThat(Files.list(folder)).containsExactly(file);
  }
}
