package io.pretext.engine.plan;

import io.pretext.graph.Graph;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A graph as a list of nodes in the order they run, forward and backward; knows no kernel.
 *
 * @param nodes topologically ordered
 * @param inputs values written before every run, by the graph's name
 * @param variables parameters and states, by path
 * @param constants contents of the constant values, row-major, by value
 * @param outputs values that must be readable after a run, by the graph's variable name
 * @param gradients gradient of each trained parameter that the loss depends on, by path
 */
public record Plan(
    List<Node> nodes,
    Map<String, Value> inputs,
    Map<String, Value> variables,
    Map<Integer, float[]> constants,
    Map<String, Value> outputs,
    Map<String, Value> gradients) {

  /**
   * Forward and backward of a training graph.
   *
   * @param loss a variable of one element
   * @param outputs other variables to keep readable
   * @param trained which parameters, by path, receive a gradient
   */
  public static Plan training(
      Graph graph, SDVariable loss, Collection<String> outputs, Predicate<String> trained) {
    var reader = new GraphReader(graph);
    Value lossValue = reader.read(loss.name());
    if (lossValue.size() != 1) {
      throw new IllegalArgumentException(
          "the loss " + lossValue + " has " + lossValue.size() + " elements; reduce it to one");
    }
    var kept = new LinkedHashMap<String, Value>();
    kept.put(loss.name(), lossValue);
    outputs.forEach(name -> kept.put(name, reader.read(name)));
    // Statistics that are only written, and parameters that the loss does not read, live too.
    graph.parameters().keySet().forEach(reader::read);
    graph.states().keySet().forEach(reader::read);
    PlanBuilder plan = reader.plan();
    Fusion.fuseTraining(plan, kept.values(), reader.stopped());
    Set<Value> wanted = new LinkedHashSet<>();
    graph.parameters().keySet().stream()
        .filter(trained)
        .forEach(path -> wanted.add(reader.variables().get(path)));
    var gradients = new LinkedHashMap<String, Value>();
    Gradients.append(plan, lossValue, wanted, reader.stopped())
        .forEach((parameter, gradient) -> gradients.put(parameter.name(), gradient));
    return finish(reader, kept, gradients);
  }

  /** The forward pass of a graph in evaluation mode, batch norm folded into convolutions. */
  public static Plan inference(Graph graph, Collection<String> outputs) {
    var reader = new GraphReader(graph);
    var kept = new LinkedHashMap<String, Value>();
    outputs.forEach(name -> kept.put(name, reader.read(name)));
    Fusion.fuseEvaluation(reader.plan(), kept.values());
    return finish(reader, kept, Map.of());
  }

  private static Plan finish(
      GraphReader reader, Map<String, Value> kept, Map<String, Value> gradients) {
    var needed = new LinkedHashSet<>(kept.values());
    needed.addAll(gradients.values());
    List<Node> live = Fusion.live(reader.plan().nodes(), needed);
    return new Plan(
        live, reader.inputs(), reader.variables(), reader.plan().constants(), kept, gradients);
  }
}
