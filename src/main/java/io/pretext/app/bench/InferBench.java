package io.pretext.app.bench;

import io.pretext.engine.Engine;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.engine.Step;
import io.pretext.graph.Backbone;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Shape;
import io.pretext.graph.Tensor;
import io.pretext.zoo.Classifier;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Times the forward pass of a classifier in evaluation, on one batch of noise in memory. */
public final class InferBench implements AutoCloseable {

  private static final String LOGITS = "logits";

  private final Inference inference;
  private final Batch batch;
  private final int images;

  private InferBench(Inference inference, Batch batch, int images) {
    this.inference = inference;
    this.batch = batch;
    this.images = images;
  }

  /**
   * Compiles {@code backbone} with its classifiers, whose values are those that training would
   * start from.
   *
   * @param images per batch
   * @param size side of the images in pixels
   */
  public static InferBench of(
      Backbone backbone, int classes, int images, int size, Engine engine, int threads) {
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 1);
    SDVariable image = graph.input("image", images, 3, size, size);
    SDVariable logits = Classifier.build(graph, backbone, image, classes).answer();
    Inference inference =
        engine.inference(graph, Map.of(LOGITS, logits), EngineOptions.defaults(threads));
    inference.load(graph::initial);
    return new InferBench(inference, noise(images, 3, size, size), images);
  }

  private static Batch noise(long... shape) {
    var random = new SplittableRandom(1);
    var values = new float[Math.toIntExact(Shape.size(shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Batch(Map.of("image", Tensor.of(values, shape)));
  }

  /** Times {@code batches} batches after {@code warmup} that do not count. */
  public Timings time(int warmup, int batches) {
    return new Stopwatch(System::nanoTime)
        .time(images, warmup, batches, () -> inference.run(batch));
  }

  /** What the plan needs. */
  public Step.Memory memory() {
    return inference.memory();
  }

  @Override
  public void close() {
    inference.close();
  }
}
