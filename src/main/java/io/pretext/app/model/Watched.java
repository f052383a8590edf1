package io.pretext.app.model;

import io.pretext.graph.Backbone;
import io.pretext.graph.Graph;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A backbone that remembers what it gave where it was first built, for whoever wants to look at the
 * representation without a word from the method.
 */
public final class Watched implements Backbone {

  private static final String ANY = "any";

  private final Backbone backbone;
  private final Map<String, SDVariable> pooled = new HashMap<>();

  public Watched(Backbone backbone) {
    this.backbone = backbone;
  }

  @Override
  public Features build(Graph g, SDVariable image) {
    Features features = backbone.build(g, image);
    String path = g.path(ANY);
    int scope = Math.max(0, path.length() - ANY.length() - 1);
    pooled.putIfAbsent(path.substring(0, scope), features.pooled());
    return features;
  }

  @Override
  public int width() {
    return backbone.width();
  }

  /**
   * The pooled features that were built in {@code scope} first, [rows, D]: in training those of the
   * first view, and then perhaps of others.
   *
   * @return empty if none were
   */
  public Optional<SDVariable> pooled(String scope) {
    return Optional.ofNullable(pooled.get(scope));
  }
}
