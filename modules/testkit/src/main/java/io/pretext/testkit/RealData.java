package io.pretext.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The folder of real data that {@code PRETEXT_DATA} names; tests are skipped without it. */
public final class RealData {

  private RealData() {}

  /** The folder {@code name} in it. */
  public static Path folder(String name) {
    String root = System.getenv("PRETEXT_DATA");
    Assumptions.assumeTrue(root != null, "PRETEXT_DATA is not set");
    Path folder = Path.of(root, name);
    Assumptions.assumeTrue(Files.isDirectory(folder), folder + " is not there");
    return folder;
  }
}
