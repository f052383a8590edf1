package io.pretext.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.fetch.Download;
import io.pretext.fetch.Remote;
import io.pretext.testkit.FileServer;
import io.pretext.testkit.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheTest {

  private static final Remote NOWHERE = Source.of("cifar10").get(0);

  @TempDir private Path folder;
  private final Kind cifar = Cifar.ten();

  @Test
  void archiveIsDownloadedOnceAndUnpacked() {
    try (FileServer server = new FileServer(archive(), FileServer::whole)) {
      List<Remote> files = List.of(remote(server));

      Path root = cache(false).resolve(cifar, files);
      Path again = cache(false).resolve(cifar, files);

      assertThat(root).isEqualTo(again).isEqualTo(folder.resolve("cifar10/cifar-10-batches-bin"));
      assertThat(cifar.open(root, Split.TRAIN, 0).size()).isEqualTo(10);
      assertThat(server.ranges()).hasSize(1);
      assertThat(folder.resolve("cifar10.partial")).doesNotExist();
      assertThat(root.resolveSibling("cifar-10-binary.tar.gz")).doesNotExist();
    }
  }

  @Test
  void threadsShareOneDownload() {
    try (FileServer server = new FileServer(archive(), FileServer::whole)) {
      List<Remote> files = List.of(remote(server));

      List<Path> roots =
          IntStream.range(0, 4)
              .parallel()
              .mapToObj(i -> cache(false).resolve(cifar, files))
              .toList();

      assertThat(roots).containsOnly(roots.get(0));
      assertThat(server.ranges()).hasSize(1);
    }
  }

  @Test
  void whatWasPutThereByHandIsUsed() {
    BinaryFiles.cifar10(folder.resolve("cifar10"), 2);

    assertThat(cache(true).resolve(cifar, List.of(NOWHERE))).isEqualTo(folder.resolve("cifar10"));
  }

  @Test
  void offlineSaysWhereToPutWhichFiles() {
    assertThatThrownBy(() -> cache(true).resolve(cifar, List.of(NOWHERE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cifar10 is not in %s and cannot be downloaded (PRETEXT_OFFLINE is set): get"
                    .formatted(folder.resolve("cifar10"))
                + " https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz and put its files"
                + " (data_batch_1.bin to data_batch_5.bin, test_batch.bin) there");
  }

  @Test
  void unreachableServerSaysTheSame() {
    try (FileServer server = new FileServer(archive(), FileServer.status(404))) {
      List<Remote> files = List.of(remote(server));

      assertThatThrownBy(() -> cache(false).resolve(cifar, files))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("answered 404")
          .hasMessageContaining("put its files (data_batch_1.bin");
    }
  }

  @Test
  void brokenOffDownloadIsGoneOnWithLater() throws IOException {
    byte[] archive = archive();
    Path part = folder.resolve("cifar10.partial/cifar-10-binary.tar.gz.part");
    BinaryFiles.write(part, java.util.Arrays.copyOf(archive, 1000));
    try (FileServer server = new FileServer(archive, FileServer::whole)) {
      cache(false).resolve(cifar, List.of(remote(server)));

      assertThat(server.ranges()).containsExactly("bytes=1000-");
    }
  }

  @Test
  void archiveWithoutTheFilesIsAnError() {
    byte[] other = Archives.tarGz(Map.of("readme.txt", new byte[3]));
    try (FileServer server = new FileServer(other, FileServer::whole)) {
      List<Remote> files = List.of(remote(server));

      assertThatThrownBy(() -> cache(false).resolve(cifar, files))
          .hasMessageContaining("the download does not hold data_batch_1.bin");
    }
  }

  @Test
  void everySetButShapesHasAnAddress() throws IOException {
    for (DatasetCard card : Datasets.cards()) {
      assertThat(Source.of(card.name()).isEmpty()).isEqualTo(card.name().equals("shapes"));
      assertThat(card.terms()).isNotBlank();
      assertThat(card.classes()).isGreaterThanOrEqualTo(10);
    }
    assertThat(Source.of("mnist")).hasSize(4);
    Path real = RealData.folder("mnist");
    for (Remote file : Source.of("mnist").subList(2, 4)) {
      byte[] content = Files.readAllBytes(real.resolve(file.fileName()));
      assertThat(FileServer.sha256(content)).isEqualTo(file.sha256());
      assertThat((long) content.length).isEqualTo(file.bytes());
    }
  }

  private static Remote remote(FileServer server) {
    return new Remote(server.address("cifar-10-binary.tar.gz"), server.bytes(), server.sha256());
  }

  private Cache cache(boolean offline) {
    return new Cache(folder, offline, new Download(Duration.ofSeconds(5), 1));
  }

  private static byte[] archive() {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name :
        List.of(
            "data_batch_1",
            "data_batch_2",
            "data_batch_3",
            "data_batch_4",
            "data_batch_5",
            "test_batch")) {
      files.put("cifar-10-batches-bin/" + name + ".bin", BinaryFiles.cifar(2, 1, 1));
    }
    return Archives.tarGz(files);
  }
}
