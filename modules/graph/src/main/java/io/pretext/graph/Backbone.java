package io.pretext.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * @param stages what each stage of a convolutional network gives, [N, C, h, w], or each block of
   *     a transformer, [N, T, D]
   * @param heads the vectors [N, C] that classifiers are put on, by the name that published weights
   *     give the classifier: {@code fc} on the pooled vector of a ResNet; a distilled transformer
   *     has two
   */
  record Features(
      SDVariable map, SDVariable pooled, List<SDVariable> stages, Map<String, SDVariable> heads) {

    public Features {
      stages = List.copyOf(stages);
      heads = new LinkedHashMap<>(heads);
    }

    /** Of an encoder with one classifier, on the pooled vector. */
    public Features(SDVariable map, SDVariable pooled, List<SDVariable> stages, String head) {
      this(map, pooled, stages, Map.of(head, pooled));
    }
  }
}
