package io.pretext.zoo.weights;

import io.pretext.config.Check;
import io.pretext.zoo.Backbones;
import java.util.List;
import java.util.Optional;

/**
 * What the file itself cannot tell, or tells wrong.
 *
 * @param arch name of the backbone; empty to guess it
 * @param partial names of tensors that may be missing or left over, {@code *} for any characters;
 *     empty if all must fit
 * @param mean per channel, of values in [0, 1]; empty for the source's
 * @param deviation per channel; empty for the source's
 * @param classes names of the classes; empty for the source's
 * @param image side of the images in pixels; 0 for the network's
 */
public record ImportOptions(
    Optional<String> arch,
    String partial,
    List<Double> mean,
    List<Double> deviation,
    List<String> classes,
    int image) {

  public ImportOptions {
    arch.ifPresent(name -> Check.oneOf("arch", name, Backbones.names()));
    Check.nonNegative("image", image);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    classes = List.copyOf(classes);
  }

  /** All from the file. */
  public static ImportOptions none() {
    return new ImportOptions(Optional.empty(), "", List.of(), List.of(), List.of(), 0);
  }

  /** Whether {@code name} may be missing or left over. */
  boolean allows(String name) {
    return !partial.isEmpty() && name.matches("\\Q" + partial.replace("*", "\\E.*\\Q") + "\\E");
  }
}
