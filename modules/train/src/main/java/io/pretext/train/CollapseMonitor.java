package io.pretext.train;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Adds {@code spread}, {@code effective_rank} and, while there is a collapse, a {@code warning} to
 * every epoch, and tells the user once.
 */
public final class CollapseMonitor implements Listener {

  /** Metric of an epoch: {@link Collapse#spread}. */
  public static final String SPREAD = "spread";

  /** Metric of an epoch: {@link Collapse#effectiveRank}. */
  public static final String EFFECTIVE_RANK = "effective_rank";

  private final Supplier<float[]> embeddings;
  private final int dimensions;
  private final Consumer<String> warn;
  private boolean warned;

  /**
   * @param embeddings of the last batch, [rows, dimensions], row-major
   * @param warn takes a sentence for the user
   */
  public CollapseMonitor(Supplier<float[]> embeddings, int dimensions, Consumer<String> warn) {
    this.embeddings = embeddings;
    this.dimensions = dimensions;
    this.warn = warn;
  }

  @Override
  public void onEpoch(EpochEnd end) {
    Collapse collapse = Collapse.of(embeddings.get(), dimensions);
    end.metrics().put(SPREAD, collapse.spread());
    end.metrics().put(EFFECTIVE_RANK, collapse.effectiveRank());
    collapse
        .warning()
        .ifPresent(
            sentence -> {
              end.warn(sentence);
              if (!warned) {
                warned = true;
                warn.accept("after epoch " + end.epoch() + " " + sentence);
              }
            });
  }
}
