package io.pretext.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves one file on the loopback address, as badly as a test asks for. */
public final class FileServer implements AutoCloseable {

  /** How one request is answered. */
  public interface Answer {
    void send(HttpExchange exchange, byte[] content, int from) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final byte[] content;
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());

  /**
   * Starts the server.
   *
   * @param answers for the requests, one after another; the last one is used again
   */
  public FileServer(byte[] content, Answer... answers) {
    this.content = content;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          ranges.add(range == null ? "" : range);
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          Answer answer = answers[Math.min(ranges.size(), answers.length) - 1];
          try (exchange) {
            answer.send(exchange, content, from);
          }
        });
    server.setExecutor(threads);
    server.start();
  }

  /** All that was asked for, from where it was asked for. */
  public static void whole(HttpExchange exchange, byte[] content, int from) throws IOException {
    start(exchange, content, from);
    exchange.getResponseBody().write(content, from, content.length - from);
  }

  /** Promises all, sends {@code count} bytes, and closes the connection. */
  public static Answer cutAfter(int count) {
    return (exchange, content, from) -> {
      start(exchange, content, from);
      exchange.getResponseBody().write(content, from, count);
      exchange.getResponseBody().flush();
    };
  }

  /** Promises all, sends {@code count} bytes, and then nothing. */
  public static Answer stallAfter(int count, long millis) {
    return (exchange, content, from) -> {
      cutAfter(count).send(exchange, content, from);
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** Knows no ranges. */
  public static void fromTheStart(HttpExchange exchange, byte[] content, int from)
      throws IOException {
    whole(exchange, content, 0);
  }

  /** Says {@code code} and no more. */
  public static Answer status(int code) {
    return (exchange, content, from) -> exchange.sendResponseHeaders(code, -1);
  }

  private static void start(HttpExchange exchange, byte[] content, int from) throws IOException {
    if (from > 0) {
      String range = "bytes %d-%d/%d".formatted(from, content.length - 1, content.length);
      exchange.getResponseHeaders().set("Content-Range", range);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
  }

  /** Size of the file. */
  public long bytes() {
    return content.length;
  }

  /** Digest of the file. */
  public String sha256() {
    return sha256(content);
  }

  /** Where the file is; any name will do. */
  public URI address(String name) {
    int port = server.getAddress().getPort();
    return URI.create("http://127.0.0.1:" + port + "/" + name);
  }

  /** The Range header of each request; empty where there was none. */
  public List<String> ranges() {
    return List.copyOf(ranges);
  }

  /** Digest of {@code content} in hexadecimal. */
  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
