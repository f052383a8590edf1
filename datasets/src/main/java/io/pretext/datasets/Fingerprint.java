package io.pretext.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over what tells one copy of a data set from another: names, sizes and first bytes of its
 * files, never where they lie.
 */
final class Fingerprint {

  private static final int FIRST_BYTES = 1 << 16;

  private final MessageDigest digest;

  Fingerprint(String name) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    add(name);
  }

  Fingerprint add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return add(bytes.length).add(bytes);
  }

  Fingerprint add(long number) {
    return add(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  Fingerprint add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  Fingerprint add(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return add(file.getFileName().toString())
          .add(Files.size(file))
          .add(in.readNBytes(FIRST_BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** {@code sha256:} and the digest in hexadecimal; ends this fingerprint. */
  String text() {
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }
}
