package io.pretext.app.config;

import io.pretext.config.Check;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Norm;
import io.pretext.zoo.Projector;
import io.pretext.zoo.VisionTransformer.Positions;
import java.util.Map;

/**
 * Which encoder is trained.
 *
 * @param name as {@code pretext backbones} lists it
 * @param width factor on its channels
 * @param weights model whose weights training starts from; empty to draw them
 * @param norm of residual networks: what follows a convolution
 * @param standardise of residual networks: whether the weights of convolutions are standardised
 * @param zeroLastNorm of residual networks: whether every block starts as the identity
 * @param dropPath of transformers: rate at which the last block is skipped; earlier ones less
 * @param positions of transformers: where the position embeddings come from
 * @param frozenPatches of transformers: whether the projection of the patches stays as it starts
 * @param projector layer of a method's projector that is trained as the network's last
 */
public record BackboneConfig(
    String name,
    double width,
    String weights,
    Norm norm,
    boolean standardise,
    boolean zeroLastNorm,
    double dropPath,
    Positions positions,
    boolean frozenPatches,
    Projector projector) {

  public BackboneConfig {
    Check.positive("width", width);
    options(width, norm, standardise, zeroLastNorm, dropPath, positions, frozenPatches, projector);
  }

  /** The backbone as published. */
  public BackboneConfig(String name) {
    this(name, 1, "", Norm.BATCH, false, false, 0, Positions.LEARNT, false, Projector.NONE);
  }

  static Map<String, ?> defaults() {
    return Map.of(
        "width",
        1.0,
        "weights",
        "",
        "norm",
        "batch",
        "standardise",
        false,
        "zeroLastNorm",
        false,
        "dropPath",
        0.0,
        "positions",
        "learnt",
        "frozenPatches",
        false,
        "projector",
        Map.of());
  }

  /** What {@code Backbones.create} is told to train. */
  public BackboneOptions options() {
    return options(
        width, norm, standardise, zeroLastNorm, dropPath, positions, frozenPatches, projector);
  }

  private static BackboneOptions options(
      double width,
      Norm norm,
      boolean standardise,
      boolean zeroLastNorm,
      double dropPath,
      Positions positions,
      boolean frozenPatches,
      Projector projector) {
    return new BackboneOptions(
        width,
        false,
        dropPath,
        norm,
        standardise,
        zeroLastNorm,
        positions,
        frozenPatches,
        projector);
  }
}
