package io.pretext.engine.reference;

import io.pretext.engine.update.StateArithmetic;
import io.pretext.graph.Graph;
import io.pretext.graph.StateUpdate;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Applies a graph's state updates to its values. */
final class Settling {

  private final Graph graph;
  private final Values values;
  private final Desk desk;

  /**
   * Checks that everything the updates of {@code graph} speak of exists, and starts each moving
   * average equal to what it follows.
   */
  Settling(Graph graph, Values values, Desk desk) {
    this.graph = graph;
    this.values = values;
    this.desk = desk;
    for (StateUpdate update : graph.updates()) {
      if (update instanceof StateUpdate.MovingAverage average) {
        follow(average, 0, values.paths());
      } else {
        values.array(changed(update));
      }
    }
  }

  /** The variables whose value after a run the updates read, beside parameters and states. */
  Set<String> sources() {
    return graph.updates().stream()
        .flatMap(update -> update.sources().stream())
        .filter(name -> !values.has(name))
        .collect(Collectors.toSet());
  }

  /**
   * Applies the updates in order.
   *
   * @param results values of the last run's variables, by name
   */
  void apply(double progress, Function<String, INDArray> results) {
    for (StateUpdate update : graph.updates()) {
      if (update instanceof StateUpdate.MovingAverage average) {
        follow(average, average.momentumAt(progress), graph.parameters().keySet());
        continue;
      }
      INDArray array = values.array(changed(update));
      FloatBuffer state = desk.left(array);
      if (update instanceof StateUpdate.Blend blend) {
        FloatBuffer source = desk.right(source(blend.source(), results));
        StateArithmetic.blend(state, source, blend.keep());
      } else if (update instanceof StateUpdate.BlendRows blend) {
        FloatBuffer rows = desk.right(source(blend.rows(), results));
        FloatBuffer index = FloatBuffer.wrap(Values.floats(source(blend.index(), results)));
        StateArithmetic.blendRows(blend, state, rows, index, Math.toIntExact(array.size(-1)));
      } else if (update instanceof StateUpdate.Enqueue enqueue) {
        StateArithmetic.enqueue(state, desk.right(source(enqueue.source(), results)));
      } else {
        StateArithmetic.unitRows(state, Math.toIntExact(array.size(-1)));
      }
      Desk.store(state, array);
    }
  }

  private INDArray source(String name, Function<String, INDArray> results) {
    return values.has(name) ? values.array(name) : results.apply(name);
  }

  private void follow(StateUpdate.MovingAverage average, double momentum, Set<String> paths) {
    pairs(average, paths)
        .forEach(
            (target, online) -> {
              INDArray array = values.array(target);
              FloatBuffer state = desk.left(array);
              StateArithmetic.blend(state, desk.right(values.array(online)), momentum);
              Desk.store(state, array);
            });
  }

  /** Those of {@code paths} under the target scope, each with the path that it follows. */
  private static Map<String, String> pairs(StateUpdate.MovingAverage average, Set<String> paths) {
    var pairs = new LinkedHashMap<String, String>();
    String scope = average.target() + "/";
    for (String path : paths) {
      if (path.startsWith(scope)) {
        pairs.put(path, average.online() + "/" + path.substring(scope.length()));
      }
    }
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "a moving average has nothing to move: no parameter under " + scope);
    }
    return pairs;
  }

  private static String changed(StateUpdate update) {
    if (update instanceof StateUpdate.Blend blend) {
      return blend.state();
    } else if (update instanceof StateUpdate.BlendRows blend) {
      return blend.bank();
    } else if (update instanceof StateUpdate.Enqueue enqueue) {
      return enqueue.queue();
    }
    return ((StateUpdate.UnitRows) update).parameter();
  }
}
