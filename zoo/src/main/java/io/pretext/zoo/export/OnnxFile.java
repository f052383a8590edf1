package io.pretext.zoo.export;

import io.pretext.config.AtomicFile;
import io.pretext.config.Version;
import io.pretext.zoo.model.Model;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.ValueInfoProto;

/**
 * A model as ONNX, operator set 17, in one file that holds its weights too and takes any number of
 * images at once. Its metadata hold the model's description.
 *
 * @see <a href="https://onnx.ai">ONNX</a>
 */
public final class OnnxFile {

  private static final int OPERATOR_SET = 17;

  /** The version of the format that came with the operator set. */
  private static final int FORMAT = 8;

  private static final String BATCH = "batch";

  private OnnxFile() {}

  /** Replaces {@code file} by {@code model}. */
  public static void write(Path file, Model model) {
    ModelProto onnx = convert(model);
    AtomicFile.write(
        file,
        channel -> {
          OutputStream out = Channels.newOutputStream(channel);
          onnx.writeTo(out);
          out.flush();
        });
  }

  private static ModelProto convert(Model model) {
    ExportGraph network = ExportGraph.of(model);
    var nodes = new OnnxNodes();
    var conversion = new OnnxConversion(network.graph(), model::read, nodes);
    GraphProto.Builder graph = nodes.graph().setName(model.description().backbone());
    int side = model.description().image();
    graph.addInput(images(ExportGraph.INPUT, 3, side, side));
    network
        .outputs()
        .forEach(
            (name, variable) -> {
              nodes.node("Identity", name, conversion.add(variable.name()));
              long[] shape = network.graph().shape(variable);
              graph.addOutput(images(name, Arrays.copyOfRange(shape, 1, shape.length)));
            });
    ModelProto.Builder onnx =
        ModelProto.newBuilder()
            .setIrVersion(FORMAT)
            .setProducerName("Pretext")
            .setProducerVersion(Version.current())
            .setGraph(graph);
    onnx.addOpsetImportBuilder().setDomain("").setVersion(OPERATOR_SET);
    model
        .description()
        .toMetadata()
        .forEach((key, value) -> onnx.addMetadataPropsBuilder().setKey(key).setValue(value));
    return onnx.build();
  }

  /** A value of {@code shape} per image. */
  private static ValueInfoProto images(String name, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDimBuilder().setDimParam(BATCH);
    for (long extent : shape) {
      dims.addDimBuilder().setDimValue(extent);
    }
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    value
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(DataType.FLOAT.getNumber())
        .setShape(dims);
    return value.build();
  }
}
