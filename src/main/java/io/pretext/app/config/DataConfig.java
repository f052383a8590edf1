package io.pretext.app.config;

import io.pretext.config.Check;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Split;
import java.util.Map;
import java.util.Optional;

/**
 * Where the images come from.
 *
 * @param source a folder, or the name of a known set
 * @param kind of the folder's files, as {@code pretext datasets} lists them; empty to recognise it
 * @param split which part is trained on
 * @param limit the first so many images in file order; 0 takes all
 * @param workers threads that make views; 0 for one per core
 */
public record DataConfig(String source, String kind, Split split, int limit, int workers) {

  public DataConfig {
    Check.nonNegative("limit", limit);
    Check.nonNegative("workers", workers);
  }

  static Map<String, ?> defaults() {
    return Map.of("kind", "", "split", "train", "limit", 0, "workers", 0);
  }

  /** What to open to train. */
  public DataRequest request() {
    return new DataRequest(source, kind, split, limit);
  }

  /** This with the images of another place, of a kind that is then recognised. */
  DataConfig on(Optional<String> elsewhere, Optional<Integer> first) {
    return new DataConfig(
        elsewhere.orElse(source),
        elsewhere.isPresent() ? "" : kind,
        split,
        first.orElse(limit),
        workers);
  }

  /** Threads that make views on this machine. */
  public int threads() {
    return workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
  }
}
