package io.pretext.engine;

import io.pretext.graph.Graph;
import io.pretext.graph.Layer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.nd4j.autodiff.functions.DifferentialFunction;

/** Says in words where in a graph a variable is, since SameDiff's own names say little. */
public final class Place {

  private Place() {}

  /**
   * The place of {@code variable}: {@code at projector/fc} where that layer computes it or that is
   * its name, else the nearest layer, parameter or input before it: {@code after projector/fc}.
   */
  public static String of(Graph graph, String variable) {
    for (Layer.Node layer : new LinkedHashSet<>(graph.layers().values())) {
      if (back(graph, layer.outputs(), layer.inputs()::contains).contains(variable)) {
        return "at " + layer.path();
      }
    }
    if (variable.contains("/")) {
      return "at " + variable;
    }
    Predicate<String> known =
        name ->
            graph.layers().containsKey(name)
                || graph.parameters().containsKey(name)
                || graph.inputs().containsKey(name);
    for (String name : back(graph, Set.of(variable), name -> false)) {
      if (known.test(name)) {
        Layer.Node layer = graph.layers().get(name);
        return "after " + (layer == null ? name : layer.path());
      }
    }
    return "at " + variable;
  }

  /** {@code from} and what it is computed from, nearest first, short of {@code border}. */
  private static Set<String> back(Graph graph, Collection<String> from, Predicate<String> border) {
    Set<String> seen = new LinkedHashSet<>(from);
    Deque<String> todo = new ArrayDeque<>(seen);
    while (!todo.isEmpty()) {
      DifferentialFunction op = graph.sd().getVariableOutputOp(todo.remove());
      if (op != null) {
        for (String input : op.argNames()) {
          if (!border.test(input) && seen.add(input)) {
            todo.add(input);
          }
        }
      }
    }
    return seen;
  }
}
