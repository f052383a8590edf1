package io.pretext.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.testkit.FileServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DownloadTest {

  @TempDir private Path folder;
  private final byte[] content = new byte[300_000];
  private final Download download = new Download(Duration.ofSeconds(5), 3);

  DownloadTest() {
    new SplittableRandom(1).nextBytes(content);
  }

  @Test
  void wholeFileTakesItsName() {
    try (FileServer server = new FileServer(content, FileServer::whole)) {
      download.fetch(remote(server), target());

      assertThat(target()).hasBinaryContent(content);
      assertThat(part()).doesNotExist();
      assertThat(server.ranges()).containsExactly("");
    }
  }

  @Test
  void earlierPartIsGoneOnWith() throws IOException {
    Files.write(part(), Arrays.copyOf(content, 100_000));
    try (FileServer server = new FileServer(content, FileServer::whole)) {
      download.fetch(remote(server), target());

      assertThat(target()).hasBinaryContent(content);
      assertThat(server.ranges()).containsExactly("bytes=100000-");
    }
  }

  @Test
  void brokenTransferIsGoneOnWith() {
    try (FileServer server =
        new FileServer(content, FileServer.cutAfter(120_000), FileServer::whole)) {
      download.fetch(remote(server), target());

      assertThat(target()).hasBinaryContent(content);
      assertThat(server.ranges()).hasSize(2).startsWith("");
      assertThat(server.ranges().get(1)).startsWith("bytes=");
    }
  }

  @Test
  void serverWithoutRangesStartsAgain() throws IOException {
    Files.write(part(), new byte[100_000]);
    try (FileServer server = new FileServer(content, FileServer::fromTheStart)) {
      download.fetch(remote(server), target());

      assertThat(target()).hasBinaryContent(content);
    }
  }

  @Test
  void partThatIsAlreadyWholeNeedsNoServer() throws IOException {
    Files.write(part(), content);
    Remote nowhere = new Remote(closedPort(), content.length, FileServer.sha256(content));

    download.fetch(nowhere, target());

    assertThat(target()).hasBinaryContent(content);
  }

  @Test
  void wrongDigestLeavesNothingBehind() {
    try (FileServer server = new FileServer(content, FileServer::whole)) {
      String wrong = "0".repeat(64);
      Remote file = new Remote(server.address("a.bin"), content.length, wrong);

      assertThatThrownBy(() -> download.fetch(file, target()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("its SHA-256 is " + FileServer.sha256(content))
          .hasMessageContaining("expected " + wrong);
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void missingFileIsAskedForOnce() {
    try (FileServer server = new FileServer(content, FileServer.status(404))) {
      assertThatThrownBy(() -> download.fetch(remote(server), target()))
          .hasMessageContaining(
              "cannot download " + server.address("a.bin") + ": 127.0.0.1 answered 404");
      assertThat(server.ranges()).hasSize(1);
      assertThat(target()).doesNotExist();
    }
  }

  @Test
  void busyServerIsAskedAgain() {
    try (FileServer server = new FileServer(content, FileServer.status(503), FileServer::whole)) {
      download.fetch(remote(server), target());

      assertThat(target()).hasBinaryContent(content);
    }
  }

  @Test
  void silenceIsEndedAndWhatCameIsKept() {
    Download impatient = new Download(Duration.ofSeconds(2), 1);
    try (FileServer server = new FileServer(content, FileServer.stallAfter(50_000, 20_000))) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> impatient.fetch(remote(server), target()))
          .hasMessageContaining("nothing arrived for 2 s");

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      assertThat(part()).hasSize(50_000);
      assertThat(target()).doesNotExist();
    }
  }

  @Test
  void fileThatStaysShortIsAnErrorWithBothSizes() {
    byte[] shorter = Arrays.copyOf(content, 1000);
    try (FileServer server = new FileServer(shorter, FileServer::fromTheStart)) {
      Remote file = new Remote(server.address("a.bin"), 2000, FileServer.sha256(shorter));

      assertThatThrownBy(() -> download.fetch(file, target()))
          .hasMessageContaining("expected 2000 bytes, got 1000");
      assertThat(server.ranges()).hasSize(3);
    }
  }

  @Test
  void unreachableServerIsAnError() {
    Remote nowhere = new Remote(closedPort(), 10, "0".repeat(64));

    assertThatThrownBy(() -> download.fetch(nowhere, target()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot download http://127.0.0.1");
  }

  @Test
  void theBeginningOfADigestPinsAFile() {
    try (FileServer server = new FileServer(content, FileServer::whole)) {
      String digits = server.sha256().substring(0, 8);

      download.fetch(new Remote(server.address("a.bin"), 0, digits), target());
      assertThat(target()).hasBinaryContent(content);

      String others = digits.startsWith("0") ? "1".repeat(8) : "0".repeat(8);
      assertThatThrownBy(
              () -> download.fetch(new Remote(server.address("a.bin"), 0, others), target()))
          .hasMessageContaining("expected " + others);
    }
  }

  @Test
  void aFileOfUnknownSizeIsGoneOnWith() throws IOException {
    Files.write(part(), Arrays.copyOf(content, 100_000));
    try (FileServer server = new FileServer(content, FileServer::whole)) {
      download.fetch(new Remote(server.address("a.bin"), 0, server.sha256()), target());

      assertThat(target()).hasBinaryContent(content);
      assertThat(server.ranges()).containsExactly("bytes=100000-");
    }
  }

  /** Half of one file and half of another would pass for whole. */
  @Test
  void aFileWithoutDigestStartsOver() throws IOException {
    Files.write(part(), new byte[100_000]);
    try (FileServer server = new FileServer(content, FileServer::whole)) {
      download.fetch(new Remote(server.address("a.bin"), 0, ""), target());

      assertThat(target()).hasBinaryContent(content);
      assertThat(server.ranges()).containsExactly("");
    }
  }

  private static Remote remote(FileServer server) {
    return new Remote(server.address("a.bin"), server.bytes(), server.sha256());
  }

  private static URI closedPort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/a.bin");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path target() {
    return folder.resolve("a.bin");
  }

  private Path part() {
    return folder.resolve("a.bin.part");
  }
}
