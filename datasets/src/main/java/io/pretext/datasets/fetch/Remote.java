package io.pretext.datasets.fetch;

import java.net.URI;

/**
 * A file to download, pinned to its content.
 *
 * @param address where it is
 * @param bytes its size
 * @param sha256 its digest in lower-case hexadecimal
 */
public record Remote(URI address, long bytes, String sha256) {

  public Remote {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(address + ": not a SHA-256 digest: " + sha256);
    }
  }

  /** The last part of the address. */
  public String fileName() {
    String path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
