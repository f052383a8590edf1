package io.pretext.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads a file: what arrived stays in {@code NAME.part}, a broken transfer goes on from there,
 * now or in a later call, and only a file with the right digest takes its name, in one move. A file
 * without any digest starts over in a later call.
 */
public final class Download {

  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final long REPORT_EVERY = 1L << 26;

  private final HttpClient client;
  private final Duration patience;
  private final int attempts;

  /**
   * @param patience how long to wait for a connection, for an answer and for the next bytes
   * @param attempts how often to go on with a broken transfer
   */
  public Download(Duration patience, int attempts) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    this.patience = patience;
    this.attempts = attempts;
  }

  /**
   * Downloads {@code remote} to {@code target}, whose folder exists.
   *
   * @throws UncheckedIOException if it cannot be had; the message says why in one sentence
   */
  public void fetch(Remote remote, Path target) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      if (remote.sha256().isEmpty()) {
        Files.deleteIfExists(part); // nothing could tell whether the rest belongs to it
      }
      LOG.info("downloading {} ({})", remote.address(), megabytes(remote.bytes()));
      transfer(remote, part);
      String digest = Sha256.of(part);
      if (!remote.matches(digest)) {
        Files.delete(part);
        throw new IOException("its SHA-256 is %s, expected %s".formatted(digest, remote.sha256()));
      }
      move(part, target);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot download %s: %s".formatted(remote.address(), reason(e)), e);
    }
  }

  private void transfer(Remote remote, Path part) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        request(remote, part);
        long size = Files.size(part);
        if (remote.bytes() == 0 || size == remote.bytes()) {
          return;
        }
        if (!remote.isShort(size)) {
          Files.delete(part);
        }
        throw new IOException("expected %d bytes, got %d".formatted(remote.bytes(), size));
      } catch (Refused e) {
        throw e;
      } catch (IOException e) {
        if (attempt >= attempts) {
          throw e;
        }
        LOG.info("{} broke off ({}), going on", remote.address(), reason(e));
      }
    }
  }

  private void request(Remote remote, Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have > 0 && have == remote.bytes()) {
      return;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(remote.address()).timeout(patience);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    try (FileChannel file =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var progress = new Progress(remote);
      CompletableFuture<HttpResponse<Void>> answer =
          client.sendAsync(
              request.build(), info -> progress.into(file, info, have, remote.address()));
      progress.await(answer, patience);
    }
  }

  /** An answer that asking again would not change. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /** Writes what arrives, and notices when nothing does. */
  private static final class Progress {

    private final Remote remote;
    private final AtomicLong lastBytes = new AtomicLong(System.nanoTime());

    Progress(Remote remote) {
      this.remote = remote;
    }

    HttpResponse.BodySubscriber<Void> into(
        FileChannel file, HttpResponse.ResponseInfo info, long have, URI address) {
      int status = info.statusCode();
      long from = status == PARTIAL ? have : 0;
      boolean wanted = status == OK || status == PARTIAL && startsAt(info, have);
      try {
        if (wanted || status == RANGE_NOT_SATISFIABLE) {
          file.truncate(from).position(from);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (!wanted) {
        String message = "%s answered %d".formatted(address.getHost(), status);
        boolean again = status >= 500 || status == RANGE_NOT_SATISFIABLE || status == PARTIAL;
        IOException refusal = again ? new IOException(message) : new Refused(message);
        return HttpResponse.BodySubscribers.mapping(
            HttpResponse.BodySubscribers.discarding(),
            nothing -> {
              throw new UncheckedIOException(refusal);
            });
      }
      return HttpResponse.BodySubscribers.ofByteArrayConsumer(
          bytes -> bytes.ifPresent(chunk -> write(file, chunk)));
    }

    private static boolean startsAt(HttpResponse.ResponseInfo info, long have) {
      return info.headers()
          .firstValue("Content-Range")
          .filter(range -> range.startsWith("bytes " + have + "-"))
          .isPresent();
    }

    private void write(FileChannel file, byte[] chunk) {
      try {
        long before = file.position();
        ByteBuffer bytes = ByteBuffer.wrap(chunk);
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        lastBytes.set(System.nanoTime());
        if (before / REPORT_EVERY != file.position() / REPORT_EVERY) {
          LOG.info(
              "{}: {} MB, all is {}",
              remote.fileName(),
              file.position() >> 20,
              megabytes(remote.bytes()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** HttpRequest's own time-out ends with the headers: a body that stalls is ended here. */
    private void await(CompletableFuture<HttpResponse<Void>> answer, Duration patience)
        throws IOException {
      while (true) {
        long idle = System.nanoTime() - lastBytes.get();
        long left = patience.toNanos() - idle;
        try {
          answer.get(Math.max(left, 1), TimeUnit.NANOSECONDS);
          return;
        } catch (TimeoutException e) {
          if (System.nanoTime() - lastBytes.get() >= patience.toNanos()) {
            answer.cancel(true);
            throw new IOException("nothing arrived for " + seconds(patience));
          }
        } catch (InterruptedException e) {
          answer.cancel(true);
          Thread.currentThread().interrupt();
          throw new IOException("interrupted");
        } catch (ExecutionException e) {
          Throwable cause = e.getCause();
          while (cause instanceof UncheckedIOException && cause.getCause() != null) {
            cause = cause.getCause();
          }
          throw cause instanceof IOException io ? io : new IOException(cause);
        }
      }
    }

    private static String seconds(Duration time) {
      return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String megabytes(long bytes) {
    return bytes == 0 ? "unknown size" : (bytes >> 20) + " MB";
  }

  /** Exceptions of the network often have no message: their names then say what happened. */
  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
