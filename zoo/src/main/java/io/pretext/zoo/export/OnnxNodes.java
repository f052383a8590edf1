package io.pretext.zoo.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.nd4j.shade.protobuf.ByteString;

/** The nodes and constants of an ONNX graph under construction; every value has one name. */
final class OnnxNodes {

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private int constants;

  GraphProto.Builder graph() {
    return graph;
  }

  /** Begins a node of one output, which has the node's name. */
  NodeProto.Builder node(String type, String name, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(type)
        .setName(name)
        .addAllInput(Arrays.asList(inputs))
        .addOutput(name);
  }

  String floats(String name, float[] values, long... shape) {
    ByteBuffer bytes = bytes(Math.multiplyExact(values.length, Float.BYTES));
    bytes.asFloatBuffer().put(values);
    return tensor(name, DataType.FLOAT, bytes, shape);
  }

  String scalar(double value) {
    return floats("constant_" + constants++, new float[] {(float) value});
  }

  String integers(long... values) {
    ByteBuffer bytes = bytes(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return tensor("constant_" + constants++, DataType.INT64, bytes, values.length);
  }

  private String tensor(String name, DataType type, ByteBuffer bytes, long... shape) {
    TensorProto.Builder tensor = graph.addInitializerBuilder().setName(name);
    tensor.setDataType(type.getNumber()).setRawData(ByteString.copyFrom(bytes));
    Arrays.stream(shape).forEach(tensor::addDims);
    return name;
  }

  static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute = attribute(name, AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  static AttributeProto real(String name, double value) {
    return attribute(name, AttributeProto.AttributeType.FLOAT).setF((float) value).build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }
}
