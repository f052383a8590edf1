package io.pretext.zoo.weights;

import io.pretext.zoo.file.StoredTensor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights inside of what frameworks wrap around them.
 *
 * @param around what was taken off, in order, as it stands before a name: {@code
 *     state_dict.module.}
 * @param inside tensors by their name without that
 * @param outside names of the tensors beside them: optimizers, counters, a second network
 */
record Wrapping(String around, Map<String, StoredTensor> inside, Set<String> outside) {

  /**
   * Dictionaries that hold the weights, the ones to prefer first: averaged weights before plain
   * ones, DINO's teacher before its student.
   */
  private static final List<String> DICTIONARIES =
      List.of(
          "classy_state_dict.base_model.model.",
          "model_ema.",
          "state_dict_ema.",
          "online_network_state_dict.",
          "model_state_dict.",
          "state_dict.",
          "model.",
          "teacher.",
          "student.");

  /** Classes that training puts around a network. */
  private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

  static Wrapping of(Map<String, StoredTensor> tensors) {
    var around = new StringBuilder();
    Map<String, StoredTensor> inside = new LinkedHashMap<>(tensors);
    var outside = new LinkedHashSet<String>();
    while (true) {
      String dictionary = first(DICTIONARIES, inside);
      String wrapper = first(WRAPPERS, inside);
      if (dictionary == null && wrapper == null) {
        return new Wrapping(around.toString(), inside, outside);
      }
      String prefix = dictionary == null ? wrapper : dictionary;
      around.append(prefix);
      var next = new LinkedHashMap<String, StoredTensor>();
      for (var tensor : inside.entrySet()) {
        if (tensor.getKey().startsWith(prefix)) {
          next.put(tensor.getKey().substring(prefix.length()), tensor.getValue());
        } else {
          outside.add(tensor.getKey());
        }
      }
      inside = next;
    }
  }

  private static String first(List<String> prefixes, Map<String, StoredTensor> tensors) {
    for (String prefix : prefixes) {
      if (tensors.keySet().stream().anyMatch(name -> name.startsWith(prefix))) {
        return prefix;
      }
    }
    return null;
  }
}
