package io.pretext.zoo;

import io.pretext.config.Check;

/**
 * What can be chosen beside the name of a backbone.
 *
 * @param width factor on every number of channels, 1 for the network as published
 * @param deploy the form for inference, of networks that have one: every block of a RepVGG as a
 *     single convolution
 * @param dropPath rate at which the last residual branch is dropped in training; earlier ones less,
 *     down to none, in proportion
 */
public record BackboneOptions(double width, boolean deploy, double dropPath) {

  public BackboneOptions {
    Check.positive("width", width);
    Check.below("dropPath", dropPath, 0, 1);
  }

  /** As published. */
  public static BackboneOptions standard() {
    return ofWidth(1);
  }

  /** As published, with every number of channels times {@code width}. */
  public static BackboneOptions ofWidth(double width) {
    return new BackboneOptions(width, false, 0);
  }
}
