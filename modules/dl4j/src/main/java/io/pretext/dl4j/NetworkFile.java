package io.pretext.dl4j;

import io.pretext.config.AtomicFile;
import io.pretext.zoo.export.ExportGraph;
import io.pretext.zoo.model.Model;
import java.nio.channels.Channels;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A model as a network of Deeplearning4j, in the zip file that {@code ComputationGraph.load} reads.
 *
 * <p>Residual networks and RepVGG can be told in Deeplearning4j's layers, transformers cannot.
 */
public final class NetworkFile {

  private NetworkFile() {}

  /**
   * Replaces {@code file} by {@code model}.
   *
   * @throws IllegalArgumentException if the model has a layer that Deeplearning4j has not
   */
  public static void write(Path file, Model model) {
    ComputationGraph network = network(model);
    AtomicFile.write(
        file,
        channel -> ModelSerializer.writeModel(network, Channels.newOutputStream(channel), false));
  }

  /**
   * {@code model} as a network: its input is {@code image}, [N, 3, H, W]; the vertex {@code
   * features} gives [N, C]. Its output is the class probabilities if the model has a classifier,
   * and the features if not.
   */
  public static ComputationGraph network(Model model) {
    return new NetworkConversion(ExportGraph.of(model), model).network();
  }
}
