package io.pretext.fetch;

import java.net.URI;

/**
 * A file to download, pinned to its content as far as that was published.
 *
 * @param address where it is
 * @param bytes its size; 0 if nobody says
 * @param sha256 its digest in lower-case hexadecimal, or the digest's first eight digits or more;
 *     empty if nobody says
 */
public record Remote(URI address, long bytes, String sha256) {

  public Remote {
    if (!sha256.matches("|[0-9a-f]{8,64}")) {
      throw new IllegalArgumentException(
          address + ": neither a SHA-256 digest nor the beginning of one: " + sha256);
    }
    if (bytes < 0) {
      throw new IllegalArgumentException(address + ": a file has no " + bytes + " bytes");
    }
  }

  /** The last part of the address. */
  public String fileName() {
    String path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether a file of this digest is the one that is meant, as far as anybody can say. */
  boolean matches(String digest) {
    return digest.startsWith(sha256);
  }

  /** Whether a file of so many bytes is not all of it. */
  boolean isShort(long size) {
    return bytes > 0 && size < bytes;
  }
}
