package io.pretext.engine.onednn;

import io.pretext.engine.plan.Node;
import io.pretext.engine.plan.Op;
import io.pretext.engine.plan.Plan;
import io.pretext.engine.plan.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.dnnl.reorder;

/**
 * Turns a plan into a {@link Program}: picks layouts, inserts reorders, and knows which buffer
 * holds which value.
 *
 * <p>What depends on constants alone (and in inference on parameters and states) goes into the
 * program's prologue and is computed once per change of them.
 */
final class Lowering {

  private static final int TRIALS = 3;

  private final Plan plan;
  private final boolean training;
  private final Program program = new Program();
  private final Map<Value, List<Buffer>> buffers = new HashMap<>();
  private final Map<Storage, Set<Value>> residents = new HashMap<>();
  private final Map<String, memory.desc> imageLayouts = new HashMap<>();
  private final Map<Value, Integer> lastReader = new HashMap<>();
  private final Set<Value> kept = new HashSet<>();
  private final Set<Value> fixed = new HashSet<>();
  private final Map<Class<? extends Op>, BiConsumer<Lowering, Node>> kernels = new HashMap<>();
  private final Convolutions convolutions;
  private final Map<String, String> measured = new HashMap<>();
  private boolean measuring = true;
  private int position;

  private Lowering(Plan plan, boolean training) {
    this.plan = plan;
    this.training = training;
    this.convolutions = new Convolutions();
    kernels.put(Op.Convolution.class, convolutions::forward);
    kernels.put(Op.ConvolutionDataGradient.class, convolutions::dataGradient);
    kernels.put(Op.ConvolutionWeightGradient.class, convolutions::weightGradient);
    Normalisations.register(kernels);
    Elementwise.register(kernels);
    Matrices.register(kernels);
    Attention.register(kernels);
    Movements.register(kernels);
    Pools.register(kernels);
  }

  /**
   * The program of a plan, its memory not yet placed.
   *
   * @param choices between kernels made by an earlier compilation
   * @param measuring whether what is missing is measured
   */
  static Program lower(
      Plan plan, boolean training, Map<String, String> choices, boolean measuring) {
    var lowering = new Lowering(plan, training);
    lowering.program.choices().putAll(choices);
    lowering.measuring = measuring;
    return lowering.run();
  }

  /** The program of one node alone, its inputs in the layouts that they have here. */
  private Program alone(Node node, String choice) {
    var only = new Plan(List.of(node), Map.of(), Map.of(), plan.constants(), Map.of(), Map.of());
    var lowering = new Lowering(only, training);
    lowering.program.choices().put(key(node), choice);
    for (Value input : node.inputs()) {
      memory.desc desc = primary(input).desc();
      lowering.register(input, new Buffer(desc, lowering.program.persistent(desc.get_size())));
    }
    return lowering.run();
  }

  /**
   * Lowers {@code node} by the fastest of several ways, which all give the same result.
   *
   * <p>A way chosen before is taken again; else each is timed, the reorders it asks for included,
   * or the first is taken where nothing is to be measured.
   */
  void fastest(Node node, Map<String, Runnable> candidates) {
    if (candidates.size() == 1) {
      candidates.values().iterator().next().run();
      return;
    }
    String choice = program.choices().get(key(node));
    if (choice == null || !candidates.containsKey(choice)) {
      choice =
          measuring
              ? measured.computeIfAbsent(
                  signature(node), like -> measure(node, candidates.keySet()))
              : candidates.keySet().iterator().next();
      program.choices().put(key(node), choice);
    }
    candidates.get(choice).run();
  }

  private String measure(Node node, Set<String> names) {
    String best = null;
    double least = Double.MAX_VALUE;
    for (String name : names) {
      try (Program candidate = alone(node, name)) {
        candidate.allocate();
        double time = candidate.time(TRIALS);
        if (time < least) {
          least = time;
          best = name;
        }
      }
    }
    return best;
  }

  private static String key(Node node) {
    return node.path() + ":" + node.op().getClass().getSimpleName();
  }

  /** Nodes alike in op, shapes and layouts need be timed only once. */
  private String signature(Node node) {
    var text = new StringBuilder(node.op().getClass().getSimpleName());
    for (Value input : node.inputs()) {
      memory.desc desc = primary(input).desc();
      text.append(Arrays.toString(input.shape())).append(OneDnn.channelBlock(desc));
    }
    return text.append(Arrays.toString(node.output().shape())).toString();
  }

  private Program run() {
    List<Node> nodes = plan.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      for (Value input : nodes.get(i).inputs()) {
        lastReader.put(input, i);
      }
    }
    kept.addAll(plan.outputs().values());
    kept.addAll(plan.gradients().values());
    plan.inputs().forEach((name, value) -> program.input(name, source(value)));
    if (!training) {
      fixed.addAll(plan.variables().values());
    }
    for (position = 0; position < nodes.size(); position++) {
      lower(nodes.get(position));
    }
    finish();
    return program;
  }

  private void lower(Node node) {
    if (node.inputs().stream().allMatch(this::isFixed)) {
      fixed.addAll(node.outputs());
    }
    node.outputs().forEach(value -> requireIndexable(node, value));
    BiConsumer<Lowering, Node> kernel = kernels.get(node.op().getClass());
    if (kernel == null) {
      throw new IllegalArgumentException(
          node.describe() + " has no oneDNN kernel; use the reference engine for this graph");
    }
    try {
      kernel.accept(this, node);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          node.describe() + " " + node.inputs() + " cannot be compiled: " + e.getMessage(), e);
    }
  }

  /** oneDNN's heuristics overflow, and crash, on sizes beyond what an int can count. */
  private static void requireIndexable(Node node, Value value) {
    if (value.size() > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          node.describe()
              + " makes an array "
              + Arrays.toString(value.shape())
              + " of more than 2 GB; use a smaller batch or image");
    }
  }

  private void finish() {
    plan.variables().forEach((path, value) -> program.variable(path, primary(value)));
    plan.outputs().forEach((name, value) -> program.output(name, plain(value)));
    plan.gradients()
        .forEach(
            (path, value) -> {
              Buffer parameter = program.variable(path);
              program.gradient(path, as(value, parameter.desc()));
            });
  }

  boolean isTraining() {
    return training;
  }

  private boolean isFixed(Value value) {
    return value.source() == Value.Source.CONSTANT || fixed.contains(value);
  }

  /** The buffer of {@code value} in the layout it was made in. */
  Buffer primary(Value value) {
    List<Buffer> known = buffers.get(value);
    return known != null ? known.get(0) : source(value);
  }

  /** A value that no node makes gets its memory when it is first asked for. */
  private Buffer source(Value value) {
    return source(value, OneDnn.plain(value.shape()));
  }

  /** Chooses the layout in which {@code value}, a parameter, is kept; the first choice stays. */
  void keepAs(Value value, memory.desc desc) {
    if (value.source() == Value.Source.PARAMETER && !buffers.containsKey(value)) {
      source(value, desc);
    }
  }

  private Buffer source(Value value, memory.desc desc) {
    if (value.source() == Value.Source.NODE) {
      throw new IllegalStateException(value + " is read before it is made");
    }
    var buffer = new Buffer(desc, program.persistent(desc.get_size()));
    register(value, buffer);
    if (value.source() == Value.Source.CONSTANT) {
      program.constant(buffer, plan.constants().get(value.id()));
    }
    return buffer;
  }

  /** The layout that images of {@code shape} were last made in, or row-major. */
  memory.desc imageLayout(long... shape) {
    return imageLayouts.getOrDefault(Arrays.toString(shape), OneDnn.plain(shape));
  }

  private void register(Value value, Buffer buffer) {
    if (value.rank() == 4 && value.source() == Value.Source.NODE) {
      imageLayouts.putIfAbsent(Arrays.toString(value.shape()), buffer.desc());
    }
    buffers.computeIfAbsent(value, v -> new ArrayList<>()).add(buffer);
    residents.computeIfAbsent(buffer.storage(), s -> new HashSet<>()).add(value);
  }

  /** {@code value} in the layout {@code desc}, reordered if it is not kept that way. */
  Buffer as(Value value, memory.desc desc) {
    primary(value);
    for (Buffer buffer : buffers.get(value)) {
      if (buffer.isLaidOutAs(desc)) {
        return buffer;
      }
    }
    Buffer from = primary(value);
    if (from.desc().get_ndims() != desc.get_ndims()) {
      from = plain(value).viewedAs(OneDnn.plainOf(desc));
      if (from.isLaidOutAs(desc)) {
        return from;
      }
    }
    Buffer to = new Buffer(desc, storage(isFixed(value), desc.get_size()));
    reorder(null, from, to, isFixed(value));
    register(value, to);
    return to;
  }

  /** {@code value} in row-major order, with its own dimensions. */
  Buffer plain(Value value) {
    Buffer from = primary(value);
    memory.desc own = OneDnn.plain(value.shape());
    if (from.desc().get_ndims() != own.get_ndims()) {
      memory.desc same = OneDnn.plainOf(from.desc());
      return as(value, same).viewedAs(own);
    }
    return as(value, own);
  }

  /** New memory for {@code value}. */
  Buffer define(Value value, memory.desc desc) {
    var buffer = new Buffer(desc, storage(isFixed(value), desc.get_size()));
    register(value, buffer);
    return buffer;
  }

  /** Memory for {@code value}: that of {@code reuse}, if nobody reads {@code old} after this. */
  Buffer defineInPlace(Value value, memory.desc desc, Value old, Buffer reuse) {
    boolean free =
        reuse.storage().place() == Storage.Place.ARENA
            && !isFixed(value)
            && reuse.storage().bytes() == desc.get_size()
            && residents.getOrDefault(reuse.storage(), Set.of()).contains(old)
            && residents.get(reuse.storage()).stream().allMatch(this::dies);
    if (!free) {
      return define(value, desc);
    }
    Buffer buffer = reuse.viewedAs(desc);
    register(value, buffer);
    return buffer;
  }

  private boolean dies(Value value) {
    return !kept.contains(value) && lastReader.getOrDefault(value, -1) <= position;
  }

  /** Lets {@code value} look at memory that holds its content already. */
  void alias(Value value, Buffer buffer) {
    register(value, buffer);
  }

  /** Memory for the time of one node. */
  Buffer temporary(memory.desc desc) {
    return new Buffer(desc, storage(false, desc.get_size()));
  }

  /** Memory for the time of {@code node}, which may run once and for all. */
  Buffer temporary(Node node, memory.desc desc) {
    return new Buffer(desc, storage(isFixed(node.output()), desc.get_size()));
  }

  /** A persistent array of {@code n} equal values, laid out as {@code desc}. */
  Buffer filled(memory.desc desc, float value, int n) {
    var buffer = new Buffer(desc, program.persistent(desc.get_size()));
    float[] content = new float[n];
    Arrays.fill(content, value);
    program.constant(buffer, content);
    return buffer;
  }

  private Storage storage(boolean persistent, long bytes) {
    return persistent ? program.persistent(bytes) : program.arena(bytes);
  }

  void reorder(Node node, Buffer from, Buffer to) {
    reorder(node, from, to, node != null && isFixed(node.output()));
  }

  private void reorder(Node node, Buffer from, Buffer to, boolean once) {
    var attributes = OneDnn.attributes();
    var pd =
        new reorder.primitive_desc(
            OneDnn.ENGINE, from.desc(), OneDnn.ENGINE, to.desc(), attributes, false);
    var arguments = new ArrayList<Instruction.Call.Argument>();
    arguments.add(new Instruction.Call.Argument(dnnl.DNNL_ARG_FROM, from));
    arguments.add(new Instruction.Call.Argument(dnnl.DNNL_ARG_TO, to));
    addScratch(arguments, pd.scratchpad_desc());
    Node owner =
        node != null ? node : plan.nodes().get(Math.min(position, plan.nodes().size() - 1));
    program.add(new Instruction.Call(owner, new reorder(pd), arguments), once);
  }

  /** Adds a primitive; {@code arguments} are pairs of oneDNN's argument index and a buffer. */
  void call(Node node, primitive primitive, primitive_desc pd, Object... arguments) {
    var list = new ArrayList<Instruction.Call.Argument>();
    for (int i = 0; i < arguments.length; i += 2) {
      list.add(new Instruction.Call.Argument((Integer) arguments[i], (Buffer) arguments[i + 1]));
    }
    addScratch(list, pd.scratchpad_desc());
    program.add(new Instruction.Call(node, primitive, list), isFixed(node.output()));
  }

  private void addScratch(List<Instruction.Call.Argument> arguments, memory.desc desc) {
    if (desc.get_size() > 0) {
      arguments.add(
          new Instruction.Call.Argument(
              dnnl.DNNL_ARG_SCRATCHPAD, new Buffer(desc, program.scratch(desc.get_size()))));
    }
  }

  void loop(Node node, List<Buffer> buffers, Instruction.Loop.Body body) {
    program.add(new Instruction.Loop(node, buffers, body), isFixed(node.output()));
  }

  void clear(Node node, Buffer buffer) {
    program.add(new Instruction.Clear(node, buffer), isFixed(node.output()));
  }
}
