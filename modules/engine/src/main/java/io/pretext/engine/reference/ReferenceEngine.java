package io.pretext.engine.reference;

import io.pretext.engine.Engine;
import io.pretext.engine.EngineOptions;
import io.pretext.graph.Graph;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * SameDiff's own session and autodiff: slow, portable to every ND4J backend, and the definition
 * that any other engine is held against.
 *
 * <p>It runs FLOAT and DOUBLE graphs. How many cores ND4J uses is ND4J's own setting ({@code
 * OMP_NUM_THREADS}), not {@link EngineOptions#threads}, and there are no kernels to choose. A graph
 * may be compiled any number of times: each step has its own values.
 */
public final class ReferenceEngine implements Engine {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public ReferenceStep training(
      Graph graph, SDVariable loss, Map<String, SDVariable> monitors, EngineOptions options) {
    return new ReferenceStep(graph, loss, monitors, options);
  }

  @Override
  public ReferenceInference inference(
      Graph graph, Map<String, SDVariable> outputs, EngineOptions options) {
    return new ReferenceInference(graph, outputs);
  }
}
