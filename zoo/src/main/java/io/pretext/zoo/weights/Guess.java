package io.pretext.zoo.weights;

import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the network that tensors are the weights of, from their names and shapes alone. */
final class Guess {

  /** Names whose first dimension grows with the width factor, one for each family. */
  private static final List<String> GROWING =
      List.of("bn1.weight", "norm.weight", "stage0.rbr_dense.bn.weight", "stage0.rbr_reparam.bias");

  private final Map<String, long[]> given;
  private final Source source;
  private final int image;

  /**
   * @param image side of the images in pixels that was asked for; 0 for the weights' own
   */
  Guess(Map<String, long[]> given, Source source, int image) {
    this.given = given;
    this.source = source;
    this.image = image;
  }

  /**
   * The network that fits best.
   *
   * @param arch its name, if somebody said it
   * @throws IllegalArgumentException if several fit as well, or none in the least
   */
  Fit best(Optional<String> arch) {
    List<Fit> fits = new ArrayList<>();
    for (String name : arch.map(List::of).orElseGet(Backbones::names)) {
      boolean repVgg = name.startsWith("repvgg");
      closest(name, repVgg && isDeployed()).ifPresent(fits::add);
    }
    int least = fits.stream().mapToInt(Fit::trouble).min().orElseThrow(this::nothing);
    List<Fit> equal = preferred(fits.stream().filter(fit -> fit.trouble() == least).toList());
    if (equal.size() > 1) {
      throw new IllegalArgumentException(
          "the shapes fit several networks: say which with --arch ("
              + equal.stream()
                  .map(fit -> fit.network().backbone())
                  .collect(Collectors.joining(", "))
              + ")");
    }
    return equal.get(0);
  }

  /** Of networks with the same weights, that of the source; of several widths, the published. */
  private List<Fit> preferred(List<Fit> equal) {
    boolean deit = source.name().equals("deit");
    List<Fit> left = keep(equal, fit -> fit.network().backbone().startsWith("deit") == deit);
    return keep(left, fit -> fit.network().options().width() == 1);
  }

  private static List<Fit> keep(List<Fit> fits, Predicate<Fit> wanted) {
    List<Fit> kept = fits.stream().filter(wanted).toList();
    return kept.isEmpty() ? fits : kept;
  }

  private Optional<Fit> closest(String name, boolean deploy) {
    Network published = network(name, BackboneOptions.standard().withDeploy(deploy));
    long common = published.values().keySet().stream().filter(given::containsKey).count();
    if (2 * common < Math.min(published.values().size(), given.size())) {
      return Optional.empty();
    }
    return widths(published).stream()
        .map(
            width ->
                Fit.of(network(name, BackboneOptions.ofWidth(width).withDeploy(deploy)), given))
        .min(Comparator.comparingInt(Fit::trouble));
  }

  private Network network(String name, BackboneOptions options) {
    return Network.of(name, options, image(name));
  }

  private int image(String name) {
    if (image > 0) {
      return image;
    }
    Positions positions = Positions.of(given);
    long[] patches = given.get("patch_embed.proj.weight");
    if (positions == null || patches == null || patches.length != 4) {
      return Network.usualImage(name);
    }
    return positions.image((int) patches[2]);
  }

  /** The factor that one tensor shows, and what it may have been before it was rounded. */
  private Set<Double> widths(Network published) {
    var widths = new LinkedHashSet<Double>();
    for (String name : GROWING) {
      long[] wide = given.get(name);
      long[] usual = published.values().get(name);
      if (wide != null && usual != null && wide.length == 1 && wide[0] > 0) {
        double width = (double) wide[0] / usual[0];
        widths.add(width);
        widths.add(Math.rint(width * 10) / 10);
        widths.add(Math.rint(width * 100) / 100);
      }
    }
    widths.remove(0.0);
    return widths.isEmpty() ? Set.of(1.0) : widths;
  }

  private boolean isDeployed() {
    return given.keySet().stream().anyMatch(name -> name.contains("rbr_reparam"));
  }

  private IllegalArgumentException nothing() {
    String first = given.keySet().stream().limit(3).collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        given.isEmpty()
            ? "there is no weight of a backbone in it"
            : "its names are of no network that Pretext has (the first are " + first + ")");
  }
}
