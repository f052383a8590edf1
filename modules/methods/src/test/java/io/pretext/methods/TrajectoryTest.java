package io.pretext.methods;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.engine.Engine;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Moment;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.engine.onednn.OneDnnEngine;
import io.pretext.engine.reference.ReferenceEngine;
import io.pretext.engine.update.StateArithmetic;
import io.pretext.graph.Batch;
import io.pretext.graph.Graph;
import io.pretext.graph.Tensor;
import io.pretext.testkit.ClosedForm;
import io.pretext.testkit.Golden;
import io.pretext.testkit.TinyBackbone;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Three steps of every method are PyTorch's: the losses, and every parameter and state afterwards.
 *
 * <p>{@code src/test/python/trajectories.py} writes the golden files; weights and views follow from
 * names by one formula on both sides. A difference is measured against the largest value of its
 * tensor. The rates are high: every trained parameter moves by some thousandths of its largest
 * value at least, most by some hundredths.
 */
final class TrajectoryTest {

  private static final double TOLERANCE = 1e-4;
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final int IMAGES = 16;
  private static final int POPULATION = 24;
  private static final int STEPS = 3;
  private static final int HIDDEN = 12;
  private static final int OUT = 8;
  private static final int QUEUE = 40;
  private static final int SEED = 5;
  private static final int[] GLOBALS = {8, 8};
  private static final int[] CROPS = {8, 8, 4, 4};

  private static final UpdateRule SGD = new UpdateRule.Sgd(0.9, false);

  /** With a large epsilon, a gradient that is zero but for rounding moves nothing. */
  private static final UpdateRule ADAM_W = new UpdateRule.Adam(0.9, 0.95, 3e-3, true);

  /** What the golden file of {@code name} is about. */
  private record Case(String name, SslMethod method, int[] sizes, boolean adam) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> cases() {
    List<Case> cases =
        List.of(
            sgd("simclr", simClr(), GLOBALS),
            sgd("simclr-crops", simClr(), CROPS),
            sgd("simclr-v2", new SimClrV2(new SimClrV2.Config(HIDDEN, OUT, 0.3, 0, 0.9)), GLOBALS),
            sgd(
                "simclr-v2-memory",
                new SimClrV2(new SimClrV2.Config(HIDDEN, OUT, 0.3, QUEUE, 0.9)),
                GLOBALS),
            sgd("moco-v1", moCo(1, 0.2, false), GLOBALS),
            sgd("moco-v2", moCo(2, 0.3, true), GLOBALS),
            sgd("moco-v2-crops", moCo(2, 0.3, true), CROPS),
            sgd("moco-v3", moCoV3(2, Mlp.Norms.HIDDEN_WITHOUT_BIAS, 0.5), GLOBALS),
            sgd("moco-v3-crops", moCoV3(2, Mlp.Norms.HIDDEN_WITHOUT_BIAS, 0.5), CROPS),
            adamW("moco-v3-adamw", moCoV3(3, Mlp.Norms.ALL_PLAIN, 0.2), GLOBALS),
            sgd("instdisc", instDisc(0), 8),
            sgd("instdisc-nce", instDisc(10), 8),
            sgd("byol", byol(), GLOBALS),
            sgd("byol-crops", byol(), CROPS),
            sgd("simsiam", simSiam(Passes.EACH), GLOBALS),
            sgd("simsiam-crops", simSiam(Passes.EACH), CROPS),
            sgd("simsiam-together", simSiam(Passes.TOGETHER), GLOBALS),
            sgd("swav", swAv(0), GLOBALS),
            sgd("swav-crops-queue", swAv(24), CROPS),
            sgd("barlow", barlow(), GLOBALS),
            sgd("barlow-crops", barlow(), CROPS),
            sgd("vicreg", vicReg(), GLOBALS),
            sgd("vicreg-crops", vicReg(), CROPS),
            sgd("dino", dino(false), GLOBALS),
            sgd("dino-crops-norms", dino(true), CROPS),
            adamW("dino-adamw", dino(false), CROPS),
            sgd("supcon", supCon(), GLOBALS),
            sgd("supcon-crops", supCon(), CROPS),
            sgd("nnclr", nnClr(), GLOBALS),
            sgd("nnclr-crops", nnClr(), CROPS));
    return cases.stream()
        .flatMap(
            each ->
                Stream.of(new OneDnnEngine(), new ReferenceEngine())
                    .map(engine -> Arguments.of(each, engine.name(), engine)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("cases")
  void threeStepsAreThoseOfPyTorch(Case known, String name, Engine engine) {
    Graph g = graph();
    SDVariable loss = build(g, known);
    try (Step step = compile(g, loss, known, engine, Map.of());
        Golden golden = Golden.open(GOLDEN.resolve(known.name() + ".safetensors"))) {
      g.values().forEach((path, shape) -> step.write(path, initial(path, shape)));
      float[] losses = new float[STEPS];
      for (int i = 0; i < STEPS; i++) {
        losses[i] = train(step, g, known, i);
      }
      golden.check("loss", losses, TOLERANCE);
      assertThat(golden.names()).hasSize(g.values().size() + 1).containsAll(g.values().keySet());
      g.values().keySet().forEach(path -> golden.check(path, step.read(path), TOLERANCE));
    }
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("cases")
  void aResumedStepIsTheSameToTheLastBit(Case known, String name, Engine engine) {
    Graph g = graph();
    SDVariable loss = build(g, known);
    try (Step through = compile(g, loss, known, engine, Map.of());
        Step resumed = compile(g, loss, known, engine, through.choices())) {
      train(through, g, known, 0);
      through.names().forEach(value -> resumed.write(value, through.read(value)));
      resumed.updates(through.updates());

      assertThat(train(resumed, g, known, 1)).isEqualTo(train(through, g, known, 1));
      assertThat(resumed.names()).isEqualTo(through.names());
      for (String value : through.names()) {
        assertThat(resumed.read(value)).as(value).isEqualTo(through.read(value));
      }
    }
  }

  private static Graph graph() {
    return new Graph(Graph.Mode.TRAIN, DataType.FLOAT, SEED);
  }

  private static SDVariable build(Graph g, Case known) {
    return known.method().build(g, new TinyBackbone(6), views(g, known.sizes())).loss();
  }

  private static Step compile(
      Graph g, SDVariable loss, Case known, Engine engine, Map<String, String> choices) {
    UpdateRule rule = known.adam() ? ADAM_W : SGD;
    return engine.training(
        g, loss, Map.of(), new EngineOptions(rule, path -> true, 1, false, choices));
  }

  /** One step in an epoch of its own; gives the loss. */
  private static float train(Step step, Graph g, Case known, int index) {
    double rate = known.adam() ? 0.01 : 0.05;
    double decay = known.adam() ? 0.1 : 0.01;
    var settings = new UpdateRule.Settings(rate, decay, true, Double.POSITIVE_INFINITY);
    double loss = step.run(batch(g, index), new Moment(index, index));
    step.optimise(path -> settings, 1);
    step.settle((double) index / STEPS);
    return (float) loss;
  }

  private static Case sgd(String name, SslMethod method, int... sizes) {
    return new Case(name, method, sizes, false);
  }

  private static Case adamW(String name, SslMethod method, int... sizes) {
    return new Case(name, method, sizes, true);
  }

  private static SslMethod simClr() {
    return new SimClr(new SimClr.Config(2, HIDDEN, OUT, Mlp.Norms.ALL, 0.5));
  }

  private static SslMethod moCo(int layers, double temperature, boolean symmetric) {
    return new MoCo(
        new MoCo.Config(
            layers, HIDDEN, OUT, Mlp.Norms.NONE, temperature, QUEUE, 0.9, 2, true, symmetric));
  }

  private static SslMethod moCoV3(int layers, Mlp.Norms predictor, double temperature) {
    return new MoCoV3(new MoCoV3.Config(layers, HIDDEN, OUT, predictor, temperature, 0.8));
  }

  private static SslMethod instDisc(int negatives) {
    return new InstDisc(new InstDisc.Config(OUT, 0.1, 0.7, negatives));
  }

  private static SslMethod byol() {
    return new Byol(
        new Byol.Config(
            HIDDEN, OUT, Mlp.Norms.HIDDEN_WITHOUT_BIAS, 0.8, 1, true, Byol.Target.MOVING_AVERAGE));
  }

  private static SslMethod simSiam(Passes passes) {
    return new SimSiam(new SimSiam.Config(3, OUT, 4, passes, true, true));
  }

  /** The queue is used from the second step, which is in the second epoch. */
  private static SslMethod swAv(int queue) {
    return new SwAv(new SwAv.Config(HIDDEN, OUT, 11, 0.2, 0.1, 3, false, queue, 1));
  }

  private static SslMethod barlow() {
    return new BarlowTwins(new BarlowTwins.Config(HIDDEN, OUT, 0.05, 0.1, Passes.EACH));
  }

  private static SslMethod vicReg() {
    return new VicReg(new VicReg.Config(HIDDEN, OUT, 25, 25, 1, 0.02));
  }

  private static SslMethod supCon() {
    return new SupCon(new SupCon.Config(HIDDEN, OUT, 0.2, 0.1));
  }

  private static SslMethod nnClr() {
    return new NnClr(new NnClr.Config(HIDDEN, OUT, HIDDEN, QUEUE, 0.2));
  }

  private static SslMethod dino(boolean norms) {
    return new Dino(
        new Dino.Config(new DinoHead(HIDDEN, OUT, 12, norms), 0.1, 0.06, 0.08, 3, 0.8, 1, 0.9));
  }

  private static Views views(Graph g, int... sizes) {
    return new Views(
        IntStream.range(0, sizes.length)
            .mapToObj(i -> g.input("view" + i, IMAGES, 3, sizes[i], sizes[i]))
            .toList(),
        POPULATION);
  }

  private static Batch batch(Graph g, int step) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    g.inputs()
        .forEach(
            (name, shape) -> {
              float[] values =
                  switch (name) {
                    case Views.LABEL -> numbers(i -> (i * i + step) % 3);
                    case Views.INDEX -> numbers(i -> (5 * i + 3 * step) % POPULATION);
                    default -> view("step" + step + "/" + name, shape);
                  };
              tensors.put(name, Tensor.of(values, shape));
            });
    return new Batch(tensors);
  }

  /** Images each with a colour of its own, so that they differ after pooling too. */
  private static float[] view(String name, long... shape) {
    int pixels = (int) (shape[2] * shape[3]);
    float[] values = ClosedForm.values(name, IMAGES, 3, pixels);
    float[] colours = ClosedForm.values(name + "/colour", IMAGES, 3, 1);
    for (int i = 0; i < values.length; i++) {
      values[i] += colours[i / pixels];
    }
    return values;
  }

  private static float[] numbers(IntUnaryOperator formula) {
    float[] values = new float[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      values[i] = formula.applyAsInt(i);
    }
    return values;
  }

  /** A target starts equal to what it follows, memories and prototypes at unit length. */
  private static float[] initial(String path, long... shape) {
    float[] values = ClosedForm.values(path.replaceFirst("^target/", "online/"), shape);
    if (path.equals("normaliser")) {
      return new float[1]; // not yet known
    }
    if (path.matches("queue|queue/\\d|bank|memory|prototypes/weight")) {
      StateArithmetic.unitRows(FloatBuffer.wrap(values), (int) shape[1]);
    }
    return values;
  }
}
