package io.pretext.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, as its build named it. */
public final class Version {

  private Version() {}

  /** {@code 0.1.0}, or {@code 0.1.0-SNAPSHOT} between releases. */
  public static String current() {
    try (var stream = Version.class.getResourceAsStream("version.properties")) {
      var properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the library's version", e);
    }
  }
}
