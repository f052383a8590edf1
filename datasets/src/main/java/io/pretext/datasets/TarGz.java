package io.pretext.datasets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks a gzipped tar archive; only plain files and folders, and only below the target. */
final class TarGz {

  private TarGz() {}

  /**
   * Unpacks {@code archive} into {@code folder}, which exists.
   *
   * @throws UncheckedIOException if the archive is damaged or names a place outside the folder
   */
  static void unpack(Path archive, Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    try (var packed = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        var tar = new TarArchiveInputStream(new GZIPInputStream(packed, 1 << 16))) {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
          throw new IOException("it names a place outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
        } else {
          throw new IOException("it holds a link or a device: " + entry.getName());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + archive + ": " + e.getMessage(), e);
    }
  }
}
