package io.pretext.dl4j;

import static io.pretext.zoo.export.ExportGraph.FEATURES;
import static io.pretext.zoo.export.ExportGraph.INPUT;
import static io.pretext.zoo.export.ExportGraph.LOGITS;

import io.pretext.graph.Graph;
import io.pretext.graph.Layer;
import io.pretext.zoo.export.ExportGraph;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Says a graph in the layers of Deeplearning4j, on demand from its outputs. Layers have the names
 * of their weights: {@code layer1.0.conv1}.
 */
final class NetworkConversion {

  /** What our running statistics keep of their past in a step, too. */
  private static final double KEEP = 0.9;

  private static final double LEARNING_RATE = 0.01;

  private final Graph graph;
  private final SameDiff sd;
  private final Map<String, SDVariable> outputs;
  private final Model model;
  private final GraphBuilder builder;
  private final Map<String, String> vertices = new HashMap<>();
  private final Map<String, INDArray> values = new LinkedHashMap<>();

  NetworkConversion(ExportGraph network, Model model) {
    this.graph = network.graph();
    this.sd = graph.sd();
    this.outputs = network.outputs();
    this.model = model;
    // The weights are replaced, and whoever trains the network has a learning rate of their own.
    this.builder =
        new NeuralNetConfiguration.Builder()
            .weightInit(WeightInit.ZERO)
            .updater(new Nesterovs(LEARNING_RATE))
            .graphBuilder();
  }

  ComputationGraph network() {
    int side = model.description().image();
    builder.addInputs(INPUT).setInputTypes(InputType.convolutional(side, side, 3));
    vertices.put(INPUT, INPUT);
    String output = vertex(outputs.get(FEATURES).name());
    if (outputs.containsKey(LOGITS)) {
      output = vertex(outputs.get(LOGITS).name());
    }
    var network = new ComputationGraph(builder.setOutputs(output).build());
    network.init();
    values.forEach(network::setParam);
    return network;
  }

  /** The vertex that computes the variable called {@code name}, added with all before it. */
  private String vertex(String name) {
    String known = vertices.get(name);
    if (known != null) {
      return known;
    }
    String vertex =
        name.equals(outputs.get(FEATURES).name()) ? FEATURES : ModelFile.published(name);
    vertices.put(name, vertex);
    Layer.Node node = graph.layers().get(name);
    if (node == null) {
      operation(vertex, name, sd.getVariableOutputOp(name));
    } else {
      layer(vertex, node);
    }
    return vertex;
  }

  private void layer(String vertex, Layer.Node node) {
    List<String> in = node.inputs();
    Layer layer = node.layer();
    String x = vertex(in.get(0));
    if (layer instanceof Layer.Convolution convolution) {
      convolution(vertex, convolution, x, in);
    } else if (layer instanceof Layer.FrozenBatchNorm norm) {
      norm(vertex, norm.epsilon(), x, in);
    } else if (layer instanceof Layer.Pool pool) {
      PoolingType type = pool.kind() == Layer.Pool.Kind.MAX ? PoolingType.MAX : PoolingType.AVG;
      builder.addLayer(vertex, pool(type, pool.kernel(), pool.stride(), pool.padding()), x);
    } else if (layer instanceof Layer.GlobalAveragePool) {
      builder.addLayer(vertex, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), x);
    } else if (layer instanceof Layer.Linear && node.outputs().contains(logits())) {
      classifier(vertex, x, in);
    } else if (layer instanceof Layer.Linear && shape(in.get(0)).length == 2) {
      dense(vertex, x, in);
    } else {
      throw unknown("layer " + layer, node.path());
    }
  }

  private String logits() {
    return outputs.containsKey(LOGITS) ? outputs.get(LOGITS).name() : "";
  }

  private void convolution(String vertex, Layer.Convolution layer, String x, List<String> in) {
    if (layer.groups() > 1) {
      throw unknown("a convolution of " + layer.groups() + " groups", vertex);
    }
    if (!graph.parameters().containsKey(in.get(1))) {
      throw unknown("a convolution whose weight is standardised", vertex);
    }
    long[] weight = shape(in.get(1));
    builder.addLayer(
        vertex,
        new ConvolutionLayer.Builder((int) weight[2], (int) weight[3])
            .stride(layer.stride(), layer.stride())
            .padding(layer.padding(), layer.padding())
            .dilation(layer.dilation(), layer.dilation())
            .nOut(weight[0])
            .hasBias(in.size() > 2)
            .activation(Activation.IDENTITY)
            .build(),
        x);
    value(vertex, ConvolutionParamInitializer.WEIGHT_KEY, read(in.get(1)));
    if (in.size() > 2) {
      value(vertex, ConvolutionParamInitializer.BIAS_KEY, row(in.get(2)));
    }
  }

  private void norm(String vertex, double epsilon, String x, List<String> in) {
    // Deeplearning4j's default keeps the logarithm of the deviation in place of the variance.
    builder.addLayer(
        vertex,
        new BatchNormalization.Builder().eps(epsilon).decay(KEEP).useLogStd(false).build(),
        x);
    value(vertex, BatchNormalizationParamInitializer.GAMMA, row(in.get(1)));
    value(vertex, BatchNormalizationParamInitializer.BETA, row(in.get(2)));
    value(vertex, BatchNormalizationParamInitializer.GLOBAL_MEAN, row(in.get(3)));
    value(vertex, BatchNormalizationParamInitializer.GLOBAL_VAR, row(in.get(4)));
  }

  private void dense(String vertex, String x, List<String> in) {
    builder.addLayer(
        vertex,
        new DenseLayer.Builder()
            .nOut(shape(in.get(1))[0])
            .hasBias(in.size() > 2)
            .activation(Activation.IDENTITY)
            .build(),
        x);
    value(vertex, ConvolutionParamInitializer.WEIGHT_KEY, read(in.get(1)).transpose());
    if (in.size() > 2) {
      value(vertex, ConvolutionParamInitializer.BIAS_KEY, row(in.get(2)));
    }
  }

  private void classifier(String vertex, String x, List<String> in) {
    builder.addLayer(
        vertex,
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(shape(in.get(1))[0])
            .activation(Activation.SOFTMAX)
            .build(),
        x);
    value(vertex, ConvolutionParamInitializer.WEIGHT_KEY, read(in.get(1)).transpose());
    value(vertex, ConvolutionParamInitializer.BIAS_KEY, row(in.get(2)));
  }

  private void operation(String vertex, String name, DifferentialFunction op) {
    String[] in = op.argNames();
    switch (op.opName()) {
      case "relu" -> builder.addLayer(vertex, new ActivationLayer(Activation.RELU), vertex(in[0]));
      case "add" ->
          builder.addVertex(
              vertex,
              new ElementWiseVertex(ElementWiseVertex.Op.Add),
              vertex(in[0]),
              vertex(in[1]));
      case "strided_slice" -> everyPixel(vertex, name, (DynamicCustomOp) op);
      case "pad" -> padChannels(vertex, op);
      default -> throw unknown("op " + op.opName(), name);
    }
  }

  /** Every s-th row and column is a pool of single pixels. */
  private void everyPixel(String vertex, String name, DynamicCustomOp op) {
    long[] x = shape(op.argNames()[0]);
    long[] args = op.iArgs();
    long[] strides = Arrays.copyOfRange(args, 5 + 8, args.length);
    long[] begin = Arrays.copyOfRange(args, 5, 5 + 4);
    long[] end = Arrays.copyOfRange(args, 5 + 4, 5 + 8);
    boolean whole = Arrays.stream(begin).allMatch(i -> i == 0) && Arrays.equals(end, x);
    if (!whole || strides[0] != 1 || strides[1] != 1 || strides[2] != strides[3]) {
      throw unknown("op strided_slice", name);
    }
    builder.addLayer(
        vertex, pool(PoolingType.MAX, 1, (int) strides[2], 0), vertex(op.argNames()[0]));
  }

  /**
   * Channels of zeros around those that are there: a 1x1 convolution that copies, and that training
   * leaves alone. (A merge with scaled subsets would need no weights, but Deeplearning4j takes the
   * subset of an image to have no channels.)
   */
  private void padChannels(String vertex, DifferentialFunction op) {
    String x = op.argNames()[0];
    int[][] amounts = op.arg(1).getArr().toIntMatrix();
    for (int i = 0; i < amounts.length; i++) {
      if (i != 1 && amounts[i][0] + amounts[i][1] > 0) {
        throw unknown("op pad by " + Arrays.deepToString(amounts), vertex);
      }
    }
    int channels = (int) shape(x)[1];
    int before = amounts[1][0];
    int out = before + channels + amounts[1][1];
    var copy =
        new ConvolutionLayer.Builder(1, 1)
            .nIn(channels)
            .nOut(out)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build();
    float[] weight = new float[out * channels];
    for (int channel = 0; channel < channels; channel++) {
      weight[(before + channel) * channels + channel] = 1;
    }
    builder.addLayer(vertex, new FrozenLayerWithBackprop(copy), vertex(x));
    value(
        vertex,
        ConvolutionParamInitializer.WEIGHT_KEY,
        Nd4j.createFromArray(weight).reshape(out, channels, 1, 1));
  }

  private static SubsamplingLayer pool(PoolingType type, int kernel, int stride, int padding) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(kernel, kernel)
        .stride(stride, stride)
        .padding(padding, padding)
        .build();
  }

  private void value(String vertex, String parameter, INDArray value) {
    values.put(vertex + "_" + parameter, value);
  }

  private INDArray row(String path) {
    return read(path).reshape(1, shape(path)[0]);
  }

  private INDArray read(String path) {
    return Nd4j.createFromArray(model.read(path)).reshape(shape(path));
  }

  private long[] shape(String name) {
    return graph.shape(sd.getVariable(name));
  }

  private static IllegalArgumentException unknown(String what, String where) {
    return new IllegalArgumentException(
        what
            + " at "
            + where
            + " has no counterpart among Deeplearning4j's layers; residual networks and RepVGGs"
            + " without groups, with batch norms or none, can be exported to it");
  }
}
