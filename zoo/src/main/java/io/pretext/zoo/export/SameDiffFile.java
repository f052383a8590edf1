package io.pretext.zoo.export;

import io.pretext.config.AtomicFile;
import io.pretext.graph.Graph;
import io.pretext.graph.Layer;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.List;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;

/**
 * A model in SameDiff's own format, FlatBuffers, for any program with ND4J: {@code
 * SameDiff.load(file, false).outputSingle(Map.of("image", images), "features")}.
 */
public final class SameDiffFile {

  private SameDiffFile() {}

  /**
   * Replaces {@code file} by {@code model}.
   *
   * @param file by convention, ends in {@code .fb}
   */
  public static void write(Path file, Model model) {
    ExportGraph network = ExportGraph.of(model);
    SameDiff sd = network.graph().materialise(model::read);
    lengthenBranches(network.graph());
    network.outputs().forEach((name, variable) -> sd.identity(name, variable));
    AtomicFile.write(file, channel -> AtomicFile.writeFully(channel, sd.asFlatBuffers(false)));
  }

  /**
   * Gives parallel branches that end in a batch norm different lengths, by an identity.
   *
   * <p>When SameDiff looks for what an output needs, it meets the start of equally long branches
   * once for each of them, and so on backwards from each meeting: it takes twice as long with every
   * block of a RepVGG in its form for training, minutes for the smallest.
   */
  private static void lengthenBranches(Graph graph) {
    SameDiff sd = graph.sd();
    for (SameDiffOp op : List.copyOf(sd.getOps().values())) {
      String[] in = op.getOp().argNames();
      Layer.Node branch = op.getOp().opName().equals("add") ? graph.layers().get(in[0]) : null;
      boolean parallel =
          branch != null && sd.getVariable(in[1]).getVariableType() == VariableType.ARRAY;
      if (parallel && branch.layer() instanceof Layer.FrozenBatchNorm) {
        sd.replaceArgFor(0, sd.identity(sd.getVariable(in[0])), op.getOp());
      }
    }
  }
}
