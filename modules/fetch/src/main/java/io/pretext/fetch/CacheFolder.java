package io.pretext.fetch;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where what was downloaded is kept.
 *
 * @param path of the folder, which need not exist yet
 * @param offline whether to do without the network
 */
public record CacheFolder(Path path, boolean offline) {

  /**
   * The folder that the environment names: {@code PRETEXT_CACHE}, else {@code pretext} in {@code
   * XDG_CACHE_HOME}, else {@code .cache/pretext} in the home folder. {@code PRETEXT_OFFLINE=1}
   * keeps it off the network.
   */
  public static CacheFolder of(Map<String, String> environment, String home) {
    String own = environment.getOrDefault("PRETEXT_CACHE", "");
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path folder =
        !own.isBlank()
            ? Path.of(own)
            : shared.isBlank() ? Path.of(home, ".cache", "pretext") : Path.of(shared, "pretext");
    String offline = environment.getOrDefault("PRETEXT_OFFLINE", "");
    boolean off = !offline.isBlank() && !offline.equals("0") && !offline.equals("false");
    return new CacheFolder(folder, off);
  }

  /** That of this process. */
  public static CacheFolder ofEnvironment() {
    return of(System.getenv(), System.getProperty("user.home"));
  }
}
