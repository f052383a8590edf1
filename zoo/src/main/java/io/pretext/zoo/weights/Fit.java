package io.pretext.zoo.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How tensors fit a network.
 *
 * @param network what they were held against
 * @param matched names that the network has with the same shape
 * @param reshaped names whose values are brought to the network's shape
 * @param heads names of the tensors of each classifier, weight first, by the network's name of it
 * @param missing what the network has and nobody gave
 * @param unexpected what was given and the network has not
 * @param otherwise names of both that have another shape
 */
record Fit(
    Network network,
    Set<String> matched,
    Set<String> reshaped,
    Map<String, List<String>> heads,
    Set<String> missing,
    Set<String> unexpected,
    Set<String> otherwise) {

  /** What classifiers are called, here and elsewhere. */
  private static final List<String> CLASSIFIERS =
      List.of("fc", "head", "linear", "head.fc", "head.layers.head", "classifier");

  static Fit of(Network network, Map<String, long[]> given) {
    Positions positions = Positions.of(given);
    Map<String, List<String>> heads = heads(network, given);
    Set<String> matched = new LinkedHashSet<>();
    Set<String> reshaped = new LinkedHashSet<>();
    Set<String> missing = new LinkedHashSet<>();
    Set<String> otherwise = new LinkedHashSet<>();
    network
        .values()
        .forEach(
            (name, wanted) -> {
              long[] shape = given.get(name);
              if (shape == null) {
                missing.add(name);
              } else if (name.equals(Positions.NAME)
                  && positions != null
                  && positions.fits(wanted)) {
                (positions.isAsWanted(wanted) ? matched : reshaped).add(name);
              } else {
                (Arrays.equals(shape, wanted) ? matched : otherwise).add(name);
              }
            });
    Set<String> unexpected = new LinkedHashSet<>(given.keySet());
    unexpected.removeAll(network.values().keySet());
    heads.values().forEach(unexpected::removeAll);
    return new Fit(network, matched, reshaped, heads, missing, unexpected, otherwise);
  }

  /** A network with one classifier takes whatever a classifier is called elsewhere. */
  private static Map<String, List<String>> heads(Network network, Map<String, long[]> given) {
    var heads = new LinkedHashMap<String, List<String>>();
    for (String head : network.told().heads()) {
      List<String> names = network.told().heads().size() == 1 ? CLASSIFIERS : List.of(head);
      for (String name : names) {
        long[] weight = given.get(name + ".weight");
        long[] bias = given.get(name + ".bias");
        boolean fits =
            weight != null
                && bias != null
                && weight.length == 2
                && weight[1] == network.told().features()
                && bias.length == 1
                && bias[0] == weight[0];
        if (fits && !heads.containsKey(head)) {
          heads.put(head, List.of(name + ".weight", name + ".bias"));
        }
      }
    }
    // Two classifiers answer together or not at all.
    return heads.size() == network.told().heads().size() ? heads : Map.of();
  }

  /** How many tensors are in the way; 0 if all fits. */
  int trouble() {
    return missing.size() + unexpected.size() + otherwise.size();
  }
}
