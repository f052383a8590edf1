package io.pretext.zoo.model;

import io.pretext.config.Bind;
import io.pretext.config.Check;
import io.pretext.config.Json;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Norm;
import io.pretext.zoo.Projector;
import java.util.List;
import java.util.Map;

/**
 * What a model file says about its weights: enough to build the network and to feed it.
 *
 * @param backbone name as {@code pretext backbones} lists it
 * @param width factor on its channels
 * @param deploy whether the weights are those of the form for inference
 * @param image side of the images it wants, in pixels
 * @param mean per channel, of values in [0, 1]
 * @param deviation per channel, of values in [0, 1]
 * @param classes names of the classes its classifier knows; empty if nobody said
 * @param source where the weights are from: {@code torchvision}, {@code dino}, {@code pretext} ...
 * @param norm what follows the convolutions of a residual network
 * @param standardise whether its weights are standardised before they are used
 * @param projector layer of a method's projector that the weights have on top of the backbone
 */
public record Description(
    String backbone,
    double width,
    boolean deploy,
    int image,
    List<Double> mean,
    List<Double> deviation,
    List<String> classes,
    String source,
    Norm norm,
    boolean standardise,
    Projector projector) {

  /** Key of the metadata of a safetensors file that holds a description, as one JSON object. */
  public static final String KEY = "pretext";

  public Description {
    Check.positive("width", width);
    Check.atLeast("image", image, 1);
    Check.that(
        mean.size() == deviation.size() && !mean.isEmpty(),
        "mean",
        "have as many values as deviation, had " + mean.size() + " and " + deviation.size());
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    classes = List.copyOf(classes);
  }

  /** Of a network with the norms that it was published with. */
  public Description(
      String backbone,
      double width,
      boolean deploy,
      int image,
      List<Double> mean,
      List<Double> deviation,
      List<String> classes,
      String source) {
    this(
        backbone,
        width,
        deploy,
        image,
        mean,
        deviation,
        classes,
        source,
        Norm.BATCH,
        false,
        Projector.NONE);
  }

  /** What files say nothing of that were written before it could be chosen. */
  static Map<String, ?> defaults() {
    return Map.of("norm", "batch", "standardise", false, "projector", Bind.map(Projector.NONE));
  }

  /** Of the same model for images of {@code side} pixels. */
  Description withImage(int side) {
    return new Description(
        backbone,
        width,
        deploy,
        side,
        mean,
        deviation,
        classes,
        source,
        norm,
        standardise,
        projector);
  }

  /** Of the same model with a layer of the projector on top. */
  public Description withProjector(Projector top) {
    return new Description(
        backbone, width, deploy, image, mean, deviation, classes, source, norm, standardise, top);
  }

  /** Of the same model in its form for inference. */
  Description deployed() {
    return new Description(
        backbone,
        width,
        true,
        image,
        mean,
        deviation,
        classes,
        source,
        norm,
        standardise,
        projector);
  }

  /**
   * What {@code Backbones.create} is to be told. How a transformer came to its position embeddings
   * and patches is no part of it: a file has their values like any others.
   */
  public BackboneOptions options() {
    return BackboneOptions.ofWidth(width)
        .withDeploy(deploy)
        .withNorm(norm)
        .withStandardise(standardise)
        .withProjector(projector);
  }

  /**
   * What the metadata of a safetensors file says.
   *
   * @param file shown in errors
   * @throws IllegalArgumentException if it says nothing that this version understands
   */
  public static Description of(String file, Map<String, String> metadata) {
    String json = metadata.get(KEY);
    if (json == null) {
      throw new IllegalArgumentException(
          file + " does not say which network it holds; 'pretext zoo import' writes one that does");
    }
    return Bind.record(file, Json.parse("the description in " + file, json), Description.class);
  }

  /** As metadata of a safetensors file; what is as it always was goes without saying. */
  public Map<String, String> toMetadata() {
    Map<String, Object> said = Bind.map(this);
    said.entrySet().removeAll(defaults().entrySet());
    return Map.of(KEY, Json.line(said));
  }
}
