package io.pretext.app.model;

import io.pretext.app.config.PretrainConfig;
import io.pretext.config.AtomicFile;
import io.pretext.config.Check;
import io.pretext.graph.Graph;
import io.pretext.graph.StateUpdate;
import io.pretext.methods.TrainingGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;

/**
 * What a run trains as a plain SameDiff graph with its initial values, for any program with ND4J:
 * {@code SameDiff.load(file, false).outputSingle(inputs, "loss")}.
 *
 * <p>Parameters and state (running statistics, queues, centres) are variables under their paths.
 * What follows a step, a state update, is the engine's work and no part of the graph.
 *
 * @param sd the definition and its values; the loss and {@code embedding} are called that
 * @param inputs shapes of what must be fed
 */
public record StockGraph(SameDiff sd, Map<String, long[]> inputs) {

  /** Rows of a memory bank where the settings name no number of images. */
  private static final int POPULATION = 10_000;

  /**
   * @throws IllegalArgumentException if the settings start from the weights of a model, which a
   *     definition has no place for
   */
  public static StockGraph of(PretrainConfig config) {
    Check.that(
        config.backbone().weights().isEmpty(),
        "backbone.weights",
        "be empty: a graph is written with the values that the seed draws");
    int limit = config.data().limit();
    Blueprint blueprint = Blueprint.of(config, limit == 0 ? POPULATION : limit);
    Graph graph = blueprint.graph();
    var inputs = new TreeMap<>(graph.inputs());
    graph.randomInputs().forEach(input -> inputs.put(input.name(), input.shape()));
    graph.scheduledInputs().forEach(input -> inputs.put(input.name(), new long[0]));
    SameDiff sd = graph.materialise(path -> graph.initial(source(graph, path)));
    separateNames(sd);
    TrainingGraph training = blueprint.training();
    called(sd, "embedding", training.embedding());
    sd.setLossVariables(called(sd, "loss", training.loss()).name());
    return new StockGraph(sd, inputs);
  }

  /** A target network starts as the copy that an engine makes of its source. */
  private static String source(Graph graph, String path) {
    for (StateUpdate update : graph.updates()) {
      if (update instanceof StateUpdate.MovingAverage average
          && path.startsWith(average.target() + "/")) {
        String source = average.online() + path.substring(average.target().length());
        if (graph.values().containsKey(source)) {
          return source;
        }
      }
    }
    return path;
  }

  /**
   * Renames the variables that are called as another variable's operation, which the file's format
   * takes for one: an output that was renamed leaves its old name to the next of its kind.
   */
  private static void separateNames(SameDiff sd) {
    for (SameDiffOp op : List.copyOf(sd.getOps().values())) {
      String taken = op.getName();
      if (sd.hasVariable(taken) && !op.getOutputsOfOp().contains(taken)) {
        sd.renameVariable(taken, taken + "/output");
      }
    }
  }

  private static SDVariable called(SameDiff sd, String name, SDVariable variable) {
    return sd.identity(name, variable);
  }

  /** Replaces {@code file} by the graph in SameDiff's own format, FlatBuffers. */
  public void write(Path file) {
    AtomicFile.write(file, channel -> AtomicFile.writeFully(channel, sd.asFlatBuffers(false)));
  }
}
