package io.pretext.testkit;

import io.pretext.graph.Graph;
import io.pretext.graph.RandomInput;
import io.pretext.graph.ScheduledInput;
import io.pretext.graph.Shape;
import io.pretext.graph.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Values for the inputs of a graph, the same at every run. */
public final class Feed {

  private Feed() {}

  /** Draws every input of {@code g} from N(0, 1); those that an engine fills, as it does. */
  public static Map<String, INDArray> gaussian(Graph g, long seed) {
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    g.inputs().forEach((name, shape) -> inputs.put(name, gaussian(g.type(), seed, name, shape)));
    return withRandomInputs(g, inputs);
  }

  /** {@code inputs} and what an engine adds in step 0 of epoch 0: random and scheduled inputs. */
  public static Map<String, INDArray> withRandomInputs(Graph g, Map<String, INDArray> inputs) {
    Map<String, INDArray> all = new LinkedHashMap<>(inputs);
    for (RandomInput random : g.randomInputs()) {
      Tensor drawn = Tensor.zeros(random.shape());
      random.fill(g.seed(), 0, drawn);
      all.putIfAbsent(
          random.name(),
          Nd4j.createFromArray(drawn.toArray()).castTo(g.type()).reshape(random.shape()));
    }
    for (ScheduledInput scheduled : g.scheduledInputs()) {
      all.putIfAbsent(scheduled.name(), Nd4j.scalar(scheduled.ramp().valueAt(0)).castTo(g.type()));
    }
    return all;
  }

  /** Draws from N(0, 1) that depend on {@code seed} and {@code name}. */
  static INDArray gaussian(DataType type, long seed, String name, long... shape) {
    var random = new SplittableRandom(seed * 31 + name.hashCode());
    double[] values =
        DoubleStream.generate(random::nextGaussian).limit(Shape.size(shape)).toArray();
    return Nd4j.createFromArray(values).castTo(type).reshape(shape);
  }
}
