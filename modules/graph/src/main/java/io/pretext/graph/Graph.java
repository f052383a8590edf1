package io.pretext.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A SameDiff graph under construction, with parameters addressed by scope path.
 *
 * <p>Asking twice for one path yields one variable: applying a network to a second view shares its
 * weights, and applying it inside another root scope makes an independent copy. The initial value
 * of a parameter depends only on the seed, its path and its shape, never on build order.
 *
 * <p>The graph is a definition: it holds no values. {@link #initial} computes the initial value of
 * a path when an engine asks for it, so a network costs its memory once, in the engine.
 */
public final class Graph {

  /** Whether batch statistics are computed (and remembered) or recalled. */
  public enum Mode {
    TRAIN,
    EVALUATE
  }

  private record Variable(SDVariable variable, Init init, long[] shape) {}

  private final SameDiff sd = SameDiff.create();
  private final Mode mode;
  private final DataType type;
  private final long seed;
  private final Deque<String> path = new ArrayDeque<>();
  private final Map<String, Variable> parameters = new LinkedHashMap<>();
  private final Map<String, Variable> state = new LinkedHashMap<>();
  private final Map<String, SDVariable> inputs = new LinkedHashMap<>();
  private final Map<String, RandomInput> randomInputs = new LinkedHashMap<>();
  private final Map<String, ScheduledInput> scheduledInputs = new LinkedHashMap<>();
  private final Map<String, SDVariable> shared = new LinkedHashMap<>();
  private final Shapes shapes = new Shapes(sd);
  private final Map<String, Layer.Node> layers = new LinkedHashMap<>();
  private final List<StateUpdate> updates = new ArrayList<>();
  private Predicate<String> frozen = path -> false;
  private int normGroups = 1;
  private boolean dropping = true;

  /**
   * @param type of every variable: FLOAT to train, DOUBLE to check gradients
   * @param seed of the initial values
   */
  public Graph(Mode mode, DataType type, long seed) {
    this.mode = mode;
    this.type = type;
    this.seed = seed;
  }

  /** Runs {@code body} with {@code scope} appended to the path. */
  public <T> T in(String scope, Supplier<T> body) {
    path.addLast(scope);
    try {
      return body.get();
    } finally {
      path.removeLast();
    }
  }

  /**
   * Runs {@code body} with every dropout and drop-path in it the identity: the target network of a
   * self-distillation sees all of its branches, in training as well.
   */
  public <T> T withoutDrop(Supplier<T> body) {
    boolean before = dropping;
    dropping = false;
    try {
      return body.get();
    } finally {
      dropping = before;
    }
  }

  /** Whether dropout and drop-path drop anything here. */
  public boolean isDropping() {
    return dropping && isTraining();
  }

  /**
   * Runs {@code body}; in training every batch norm that is built in it normalises each of {@code
   * groups} equal runs of rows on its own: the first N / groups of a batch of N, then the next. Its
   * parameters are shared, and its running statistics follow the mean over the groups. Evaluation
   * is as ever.
   *
   * <p>One machine so has the norms of several, each with its share of the batch, and a network
   * cannot tell by them which images of the whole batch belong together (MoCo's shuffled norms).
   *
   * @see <a href="https://arxiv.org/abs/1911.05722">He et al., 2020</a>, section 3.3
   */
  public <T> T splitNorms(int groups, Supplier<T> body) {
    if (groups < 1) {
      throw new IllegalArgumentException(
          "a batch norm takes its batch in 1 group or more, not in " + groups);
    }
    int before = normGroups;
    normGroups = groups;
    try {
      return body.get();
    } finally {
      normGroups = before;
    }
  }

  /** In how many groups a batch norm takes its batch; see {@link #splitNorms}. */
  int normGroups() {
    return normGroups;
  }

  /**
   * Keeps what is at some paths as it is, to be said before anything is built. A batch norm whose
   * running statistics are among them normalises with these in training as well, and leaves them
   * alone; which parameters get no gradient is for {@code EngineOptions} to say.
   */
  public void freeze(Predicate<String> paths) {
    frozen = paths;
  }

  /** Whether {@code name} under the current path is kept as it is. */
  public boolean isFrozen(String name) {
    return frozen.test(path(name));
  }

  /** {@code name} under the current path: {@code layer1/0/conv1/weight}. */
  public String path(String name) {
    return path.isEmpty() ? name : String.join("/", path) + "/" + name;
  }

  /** The trainable array called {@code name} under the current path, created on first use. */
  public SDVariable parameter(String name, Init init, long... shape) {
    return findOrCreate(parameters, name, init, shape);
  }

  /** Like {@link #parameter}, but changed by a {@link StateUpdate} and not by a gradient. */
  public SDVariable state(String name, Init init, long... shape) {
    return findOrCreate(state, name, init, shape);
  }

  /**
   * Shape of the parameter or state called {@code name} under the current path, if there is one
   * yet: for a layer whose first use settles what later ones adapt to.
   */
  public Optional<long[]> knownShape(String name) {
    String full = path(name);
    Variable known = parameters.containsKey(full) ? parameters.get(full) : state.get(full);
    return Optional.ofNullable(known).map(variable -> variable.shape.clone());
  }

  /** The input called {@code name}, which every batch must hold; created on first use. */
  public SDVariable input(String name, long... shape) {
    SDVariable known = inputs.get(name);
    if (known == null) {
      known = placeHolder(name, shape);
      inputs.put(name, known);
    } else if (!Arrays.equals(known.placeholderShape(), shape)) {
      throw new IllegalArgumentException(
          "input "
              + name
              + " has shape "
              + Arrays.toString(known.placeholderShape())
              + ", asked for "
              + Arrays.toString(shape));
    }
    return known;
  }

  /** A new input that the engine draws at every step; its name comes from the current path. */
  public SDVariable random(String name, RandomInput.Draw draw, long... shape) {
    String unique = unique(name);
    randomInputs.put(unique, new RandomInput(unique, draw, shape.clone()));
    return placeHolder(unique, shape);
  }

  /**
   * A new scalar input that follows {@code ramp} with the epochs of a training; its name comes from
   * the current path.
   */
  public SDVariable scheduled(String name, Ramp ramp) {
    String unique = unique(name);
    scheduledInputs.put(unique, new ScheduledInput(unique, ramp));
    return placeHolder(unique);
  }

  private SDVariable placeHolder(String name, long... shape) {
    SDVariable input = sd.placeHolder(name, type, shape);
    shapes.put(input, shape);
    return input;
  }

  /** {@code name} under the current path; a number follows if it is taken. */
  private String unique(String name) {
    String full = path(name);
    String unique = full;
    for (int i = 1; sd.hasVariable(unique); i++) {
      unique = full + "_" + i;
    }
    return unique;
  }

  /** A constant of the graph's type. */
  public SDVariable constant(INDArray value) {
    return sd.constant(value.castTo(type));
  }

  /**
   * The constant called {@code name}, made when it is first asked for: for large ones that several
   * parts of a graph need.
   */
  public SDVariable constant(String name, Supplier<INDArray> value) {
    return shared.computeIfAbsent(name, n -> constant(value.get()));
  }

  /** Identity going forward, zero going back. */
  public SDVariable stopGradient(SDVariable x) {
    return new StopGradient(sd, x).outputVariable();
  }

  /** The static shape of {@code x}, outermost dimension first; empty for a scalar. */
  public long[] shape(SDVariable x) {
    return shapes.of(x);
  }

  /** Calls {@code x} by {@code name} under the current path; a number follows if it is taken. */
  public SDVariable named(String name, SDVariable x) {
    return x.rename(unique(name));
  }

  /** Notes that {@code outputs} are {@code layer} applied to {@code inputs}; see {@link Layer}. */
  public void record(Layer layer, String name, List<SDVariable> from, List<SDVariable> outputs) {
    var node =
        new Layer.Node(
            layer,
            path(name),
            from.stream().map(SDVariable::name).toList(),
            outputs.stream().map(SDVariable::name).toList());
    outputs.forEach(output -> layers.put(output.name(), node));
  }

  /** Declares a change of state that follows every step. */
  public void afterStep(StateUpdate update) {
    updates.add(update);
  }

  public boolean isTraining() {
    return mode == Mode.TRAIN;
  }

  public DataType type() {
    return type;
  }

  /** Seed of the initial values and of the random inputs. */
  public long seed() {
    return seed;
  }

  /** Shapes of the trainable arrays by path, in order of first use. */
  public Map<String, long[]> parameters() {
    return shapes(parameters);
  }

  /** Shapes of the arrays that state updates change, by path, in order of first use. */
  public Map<String, long[]> states() {
    return shapes(state);
  }

  /** Shapes of the parameters and then of the states, by path. */
  public Map<String, long[]> values() {
    Map<String, long[]> values = new LinkedHashMap<>(parameters());
    values.putAll(states());
    return values;
  }

  /** The initial value of the parameter or state at {@code path}, row-major. */
  public float[] initial(String path) {
    Variable known = parameters.containsKey(path) ? parameters.get(path) : state.get(path);
    if (known == null) {
      throw new IllegalArgumentException("no parameter or state at " + path);
    }
    return known.init.values(new SplittableRandom(seed * 31 + path.hashCode()), known.shape);
  }

  /** Shapes of the inputs that every batch must hold. */
  public Map<String, long[]> inputs() {
    var shapes = new LinkedHashMap<String, long[]>();
    inputs.forEach((name, variable) -> shapes.put(name, variable.placeholderShape()));
    return shapes;
  }

  /** The inputs that are drawn at every step. */
  public Collection<RandomInput> randomInputs() {
    return Collections.unmodifiableCollection(randomInputs.values());
  }

  /** The scalar inputs that follow the epoch. */
  public Collection<ScheduledInput> scheduledInputs() {
    return Collections.unmodifiableCollection(scheduledInputs.values());
  }

  /** The recorded layers by the name of each of their outputs. */
  public Map<String, Layer.Node> layers() {
    return Collections.unmodifiableMap(layers);
  }

  public List<StateUpdate> updates() {
    return Collections.unmodifiableList(updates);
  }

  /** The definition itself; {@link #materialise} gives it values so that SameDiff can run it. */
  public SameDiff sd() {
    return sd;
  }

  /** Gives every parameter and state its initial value inside {@link #sd}. */
  public SameDiff materialise() {
    return materialise(this::initial);
  }

  /**
   * Gives every parameter and state the value inside {@link #sd} that {@code values} has for it.
   */
  public SameDiff materialise(Function<String, float[]> values) {
    for (var known : List.of(parameters, state)) {
      known.forEach(
          (name, v) -> {
            INDArray value = Nd4j.createFromArray(values.apply(name)).castTo(type).reshape(v.shape);
            sd.associateArrayWithVariable(value, v.variable);
          });
    }
    return sd;
  }

  private SDVariable findOrCreate(
      Map<String, Variable> known, String name, Init init, long... shape) {
    String full = path(name);
    Variable found = known.get(full);
    if (found == null) {
      var variable = new SDVariable(full, VariableType.VARIABLE, sd, shape.clone(), type);
      sd.addVariable(variable);
      shapes.put(variable, shape);
      found = new Variable(variable, init, shape.clone());
      known.put(full, found);
    } else if (!Arrays.equals(found.shape, shape)) {
      throw new IllegalArgumentException(
          full
              + " has shape "
              + Arrays.toString(found.shape)
              + ", asked for "
              + Arrays.toString(shape));
    }
    return found.variable;
  }

  private static Map<String, long[]> shapes(Map<String, Variable> variables) {
    var shapes = new LinkedHashMap<String, long[]>();
    variables.forEach((name, v) -> shapes.put(name, v.shape.clone()));
    return shapes;
  }
}
