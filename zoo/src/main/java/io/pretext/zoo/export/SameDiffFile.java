package io.pretext.zoo.export;

import io.pretext.config.AtomicFile;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import org.nd4j.autodiff.samediff.SameDiff;

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
    network.outputs().forEach((name, variable) -> sd.identity(name, variable));
    AtomicFile.write(file, channel -> AtomicFile.writeFully(channel, sd.asFlatBuffers(false)));
  }
}
