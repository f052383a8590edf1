package io.pretext.engine.onednn;

import io.pretext.engine.Engine;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.engine.Step;
import io.pretext.engine.plan.Plan;
import io.pretext.graph.Graph;
import java.util.LinkedHashSet;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Compiles graphs to oneDNN primitives on this machine's processor, in 32-bit floats. */
public final class OneDnnEngine implements Engine {

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public Step training(
      Graph graph, SDVariable loss, Map<String, SDVariable> monitors, EngineOptions options) {
    requireFloats(graph);
    Threads.use(options.threads());
    var outputs = new LinkedHashSet<String>();
    monitors.values().forEach(v -> outputs.add(v.name()));
    graph.updates().forEach(update -> outputs.addAll(update.sources()));
    Plan plan = Plan.training(graph, loss, outputs, options.trained());
    return new OneDnnStep(graph, plan, loss.name(), monitors, options);
  }

  @Override
  public Inference inference(Graph graph, Map<String, SDVariable> outputs, EngineOptions options) {
    requireFloats(graph);
    Threads.use(options.threads());
    Plan plan = Plan.inference(graph, outputs.values().stream().map(SDVariable::name).toList());
    return new OneDnnInference(graph, plan, outputs, options.threads());
  }

  /** The version of oneDNN that runs: {@code 3.11.0}. */
  public static String version() {
    return OneDnn.version();
  }

  private static void requireFloats(Graph graph) {
    if (graph.type() != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "the onednn engine runs graphs of type FLOAT, this one is "
              + graph.type()
              + "; use the reference engine");
    }
  }
}
