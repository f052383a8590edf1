package io.pretext.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TarGzTest {

  @TempDir private Path temporary;
  private Path folder;
  private Path archive;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("folder"));
    archive = temporary.resolve("a.tar.gz");
  }

  @Test
  void filesAreUnpackedIntoTheirFolders() throws IOException {
    Files.write(archive, Archives.tarGz(Map.of("top/a.bin", new byte[] {1, 2}, "b", new byte[9])));

    TarGz.unpack(archive, folder);

    assertThat(folder.resolve("top/a.bin")).hasBinaryContent(new byte[] {1, 2});
    assertThat(folder.resolve("b")).hasBinaryContent(new byte[9]);
  }

  @Test
  void placesOutsideTheFolderAreRefused() throws IOException {
    for (String name : new String[] {"../evil", "/evil", "top/../../evil"}) {
      Files.write(archive, Archives.tarGz(Map.of(name, new byte[] {1})));

      assertThatThrownBy(() -> TarGz.unpack(archive, folder))
          .as(name)
          .hasMessageContaining("names a place outside its folder");
    }
    assertThat(temporary.resolve("evil")).doesNotExist();
  }

  @Test
  void linksAreRefused() throws IOException {
    Files.write(archive, Archives.link("out", "/etc"));

    assertThatThrownBy(() -> TarGz.unpack(archive, folder))
        .hasMessageContaining("holds a link or a device: out");
  }

  @Test
  void cutArchiveIsAnError() throws IOException {
    byte[] random = new byte[50_000];
    new java.util.SplittableRandom(1).nextBytes(random);
    byte[] whole = Archives.tarGz(Map.of("a", random));
    Files.write(archive, Arrays.copyOf(whole, 20_000));

    assertThatThrownBy(() -> TarGz.unpack(archive, folder))
        .hasMessageContaining("cannot unpack " + archive);
  }
}
