package io.pretext.zoo.export;

import io.pretext.zoo.WeightShapes;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Weights under the names that a PyTorch module has for them, complete enough for {@code
 * load_state_dict(strict=True)}.
 *
 * <p>That asks every batch norm for {@code num_batches_tracked}, a count that nothing reads where
 * the momentum is fixed, and DINOv2's networks for {@code mask_token}, which only their training
 * reads; we keep neither, so both are written as zeros, which a new network has.
 *
 * @param shapes shape by name, in the order of the network
 * @param counters names among them whose values are whole numbers
 * @param values row-major values of a name
 */
public record StateDict(
    Map<String, long[]> shapes, Set<String> counters, Function<String, float[]> values) {

  private static final String VARIANCE = ".running_var";
  private static final String MASK = "mask_token";
  private static final String COUNTER = ".num_batches_tracked";

  /** The backbone of {@code model}, without its classifiers. */
  public static StateDict backbone(Model model) {
    return complete(model, of(backbonePaths(model), model::shape, model::read));
  }

  /** All that {@code model} holds, classifiers included. */
  public static StateDict whole(Model model) {
    return complete(model, of(model.paths(), model::shape, model::read));
  }

  /** The values at {@code paths}, with dots for slashes. */
  public static StateDict of(
      Collection<String> paths, Function<String, long[]> shape, Function<String, float[]> value) {
    var shapes = new LinkedHashMap<String, long[]>();
    var counters = new LinkedHashSet<String>();
    for (String path : paths) {
      String name = ModelFile.published(path);
      shapes.put(name, shape.apply(path));
      if (name.endsWith(VARIANCE)) {
        String counter = name.replace(VARIANCE, COUNTER);
        shapes.put(counter, new long[0]);
        counters.add(counter);
      }
    }
    return new StateDict(
        shapes,
        counters,
        name -> counters.contains(name) ? new float[1] : value.apply(ModelFile.path(name)));
  }

  private static StateDict complete(Model model, StateDict state) {
    if (!model.description().backbone().startsWith("dinov2-")) {
      return state;
    }
    long[] classToken = state.shapes.get("cls_token");
    long[] mask = {1, classToken[2]};
    var shapes = new LinkedHashMap<>(state.shapes);
    shapes.put(MASK, mask);
    return new StateDict(
        shapes,
        state.counters,
        name -> name.equals(MASK) ? new float[(int) mask[1]] : state.values.apply(name));
  }

  /** Paths of the backbone's parameters and states, in the order of the model. */
  private static Set<String> backbonePaths(Model model) {
    Description description = model.description();
    Set<String> wanted =
        WeightShapes.of(description.backbone(), description.options(), description.image())
            .values()
            .keySet();
    Set<String> paths = new LinkedHashSet<>(model.paths());
    for (String path : wanted) {
      if (!paths.contains(path)) {
        throw new IllegalArgumentException(
            "the model lacks " + path + " of " + description.backbone());
      }
    }
    paths.retainAll(wanted);
    return paths;
  }
}
