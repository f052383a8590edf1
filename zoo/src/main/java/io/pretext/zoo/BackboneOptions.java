package io.pretext.zoo;

import io.pretext.config.Check;
import io.pretext.zoo.VisionTransformer.Positions;

/**
 * What can be chosen beside the name of a backbone; {@link #standard} is the network as published,
 * and the others are made from it: {@code standard().withNorm(GROUP).withStandardise(true)}.
 *
 * @param width factor on every number of channels, 1 for the network as published
 * @param deploy the form for inference, of networks that have one: every block of a RepVGG as a
 *     single convolution
 * @param dropPath of transformers: rate at which the last residual branch is dropped in training;
 *     earlier ones less, down to none, in proportion
 * @param norm of residual networks: what follows a convolution
 * @param standardise of residual networks: whether the weights of convolutions are standardised
 * @param zeroLastNorm of residual networks: whether every block starts as the identity
 * @param positions of transformers: where the position embeddings come from
 * @param frozenPatches of transformers: whether the projection of the patches stays as it starts
 * @param projector layer of a method's projector that is the network's last; none as published
 */
public record BackboneOptions(
    double width,
    boolean deploy,
    double dropPath,
    Norm norm,
    boolean standardise,
    boolean zeroLastNorm,
    Positions positions,
    boolean frozenPatches,
    Projector projector) {

  public BackboneOptions {
    Check.positive("width", width);
    Check.below("dropPath", dropPath, 0, 1);
    new ResidualNorms(norm, standardise, zeroLastNorm);
  }

  /** As published. */
  public static BackboneOptions standard() {
    return ofWidth(1);
  }

  /** As published, with every number of channels times {@code width}. */
  public static BackboneOptions ofWidth(double width) {
    return new BackboneOptions(
        width, false, 0, Norm.BATCH, false, false, Positions.LEARNT, false, Projector.NONE);
  }

  public BackboneOptions withDeploy(boolean chosen) {
    return new BackboneOptions(
        width,
        chosen,
        dropPath,
        norm,
        standardise,
        zeroLastNorm,
        positions,
        frozenPatches,
        projector);
  }

  public BackboneOptions withDropPath(double chosen) {
    return new BackboneOptions(
        width,
        deploy,
        chosen,
        norm,
        standardise,
        zeroLastNorm,
        positions,
        frozenPatches,
        projector);
  }

  public BackboneOptions withNorm(Norm chosen) {
    return new BackboneOptions(
        width,
        deploy,
        dropPath,
        chosen,
        standardise,
        zeroLastNorm,
        positions,
        frozenPatches,
        projector);
  }

  public BackboneOptions withStandardise(boolean chosen) {
    return new BackboneOptions(
        width, deploy, dropPath, norm, chosen, zeroLastNorm, positions, frozenPatches, projector);
  }

  public BackboneOptions withZeroLastNorm(boolean chosen) {
    return new BackboneOptions(
        width, deploy, dropPath, norm, standardise, chosen, positions, frozenPatches, projector);
  }

  public BackboneOptions withPositions(Positions chosen) {
    return new BackboneOptions(
        width, deploy, dropPath, norm, standardise, zeroLastNorm, chosen, frozenPatches, projector);
  }

  public BackboneOptions withFrozenPatches(boolean chosen) {
    return new BackboneOptions(
        width, deploy, dropPath, norm, standardise, zeroLastNorm, positions, chosen, projector);
  }

  public BackboneOptions withProjector(Projector chosen) {
    return new BackboneOptions(
        width, deploy, dropPath, norm, standardise, zeroLastNorm, positions, frozenPatches, chosen);
  }

  /** What a residual network takes of this. */
  ResidualNorms norms() {
    return new ResidualNorms(norm, standardise, zeroLastNorm);
  }
}
