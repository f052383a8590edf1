package io.pretext.zoo.catalogue;

import io.pretext.config.Bind;
import io.pretext.config.Check;
import io.pretext.config.Json;
import io.pretext.zoo.Backbones;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * What is known of published weights, one JSON file each.
 *
 * @param name in the catalogue: backbone and training, {@code resnet50-dino}
 * @param title for people
 * @param backbone as {@code Backbones.create} knows it
 * @param training what the backbone learned from: {@code dino}, {@code in1k} for ImageNet's labels
 * @param source whose file it is
 * @param licence of the weights, as SPDX names it where it does
 * @param page that describes them
 * @param addresses of the file, mirrors after the first; empty if only the user may supply it
 * @param file its name
 * @param bytes its size; 0 if nobody published it
 * @param sha256 of the file; the first digits where no more was published; empty if nothing was
 * @param image side of the images in pixels
 * @param mean per channel
 * @param deviation per channel
 * @param metrics as published, with how they were measured
 * @param provenance of weights that are ours: commit, seed, command
 * @param note what else one should know
 */
public record ModelCard(
    String name,
    String title,
    String backbone,
    String training,
    String source,
    String licence,
    String page,
    List<String> addresses,
    String file,
    long bytes,
    String sha256,
    int image,
    List<Double> mean,
    List<Double> deviation,
    List<Metric> metrics,
    Map<String, ?> provenance,
    String note) {

  /** Address of what ships inside of this library. */
  static final String BUILT_IN = "built-in:";

  private static final int DIGITS = 64;

  /**
   * One figure.
   *
   * @param name {@code top1}, {@code knn} ...
   * @param value in per cent
   * @param protocol how it was measured
   * @param by who says so
   */
  public record Metric(String name, double value, String protocol, String by) {}

  public ModelCard {
    Check.oneOf("backbone", backbone, Backbones.names());
    Check.that(!licence.isBlank(), "licence", "be named");
    Check.that(sha256.matches("|[0-9a-f]{8,64}"), "sha256", "be a digest or its beginning");
    Check.that(
        addresses.stream().map(URI::create).allMatch(URI::isAbsolute),
        "addresses",
        "be whole addresses");
    addresses = List.copyOf(addresses);
    metrics = List.copyOf(metrics);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  static Map<String, ?> defaults() {
    return Map.of(
        "addresses", List.of(),
        "bytes", 0,
        "sha256", "",
        "mean", List.of(0.485, 0.456, 0.406),
        "deviation", List.of(0.229, 0.224, 0.225),
        "metrics", List.of(),
        "provenance", Map.of(),
        "note", "");
  }

  /** The card in {@code json}. */
  static ModelCard parse(String where, String json) {
    return Bind.record(where, Json.parse(where, json), ModelCard.class);
  }

  /** The card as JSON would have it. */
  public Map<String, Object> toMap() {
    return Bind.map(this);
  }

  /** Whether the file comes with this library. */
  public boolean isBuiltIn() {
    return addresses.size() == 1 && addresses.get(0).startsWith(BUILT_IN);
  }

  /** Whether its licence lets nobody but the user fetch the file. */
  public boolean isUserSupplied() {
    return addresses.isEmpty();
  }

  /** How sure one can be that a file is the one that is meant. */
  public String pinning() {
    if (sha256.length() == DIGITS) {
      return "SHA-256 " + sha256;
    }
    return sha256.isEmpty()
        ? "no digest was published"
        : "SHA-256 begins with " + sha256 + " (no more was published)";
  }
}
