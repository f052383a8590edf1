package io.pretext.engine;

import io.pretext.graph.Graph;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/** Turns a graph into something that runs. Two of them exist and must agree. */
public interface Engine {

  /** How the engine is called on the command line: {@code onednn}, {@code reference}. */
  String name();

  /**
   * Compiles forward, backward and optimizer.
   *
   * @param loss a scalar of {@code graph}
   * @param monitors values to read after each step, by the name they are reported under
   * @throws IllegalArgumentException if an op has no gradient rule (the message names the op, its
   *     path and what to use instead) or the plan does not fit into this machine's memory
   */
  Step training(
      Graph graph, SDVariable loss, Map<String, SDVariable> monitors, EngineOptions options);

  /**
   * Compiles the forward pass of a graph in evaluation mode.
   *
   * @param outputs values to compute, by the name they are asked for
   */
  Inference inference(Graph graph, Map<String, SDVariable> outputs, EngineOptions options);
}
