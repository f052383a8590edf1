package io.pretext.graph;

import org.nd4j.autodiff.samediff.SDVariable;

/** An image encoder: pixels in, features out, no head. */
public interface Backbone {

  /**
   * Adds the encoder to {@code g} under the current scope.
   *
   * @param image [N, C, H, W]
   */
  Features build(Graph g, SDVariable image);

  /** Channels of {@link Features#pooled()}. */
  int width();

  /**
   * What an encoder sees.
   *
   * @param map spatial features, [N, C, h, w], for dense methods and detection
   * @param pooled one vector per image, [N, C], for everything else
   */
  record Features(SDVariable map, SDVariable pooled) {}
}
