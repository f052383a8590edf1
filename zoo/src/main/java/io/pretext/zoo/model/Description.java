package io.pretext.zoo.model;

import io.pretext.config.Bind;
import io.pretext.config.Check;
import io.pretext.config.Json;
import io.pretext.zoo.BackboneOptions;
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
 */
public record Description(
    String backbone,
    double width,
    boolean deploy,
    int image,
    List<Double> mean,
    List<Double> deviation,
    List<String> classes,
    String source) {

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

  /** What {@code Backbones.create} is to be told. */
  public BackboneOptions options() {
    return new BackboneOptions(width, deploy, 0);
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

  /** As metadata of a safetensors file. */
  public Map<String, String> toMetadata() {
    return Map.of(KEY, Json.line(Bind.map(this)));
  }
}
