package io.pretext.engine.plan;

import io.pretext.engine.plan.Op.Function;
import io.pretext.engine.plan.Op.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rewrites of a plan that leave its results alone and save passes over memory. */
final class Fusion {

  private Fusion() {}

  /** Joins batch norm + ReLU and addition + ReLU, before gradients are appended. */
  static void fuseTraining(PlanBuilder plan, Collection<Value> kept, Set<Value> stopped) {
    var uses = new Uses(plan.nodes(), kept);
    var nodes = new ArrayList<Node>();
    var replaced = new HashMap<Value, Node>();
    for (Node node : plan.nodes()) {
      Node producer = isRelu(node) ? replaced.get(node.input(0)) : null;
      if (producer != null && uses.once(node.input(0)) && !stopped.contains(node.input(0))) {
        nodes.set(nodes.indexOf(producer), withRelu(plan, producer, node));
      } else {
        nodes.add(node);
        if (node.op() instanceof Op.BatchNorm || isAdd(node)) {
          replaced.put(node.output(), node);
        }
      }
    }
    plan.nodes().clear();
    plan.nodes().addAll(nodes);
  }

  /** Folds affine maps per channel, residual additions and ReLUs into the convolution before. */
  static void fuseEvaluation(PlanBuilder plan, Collection<Value> kept) {
    boolean changed = true;
    while (changed) {
      changed = foldOne(plan, kept);
    }
  }

  /** The nodes that {@code needed} depends on, in their order. */
  static List<Node> live(List<Node> nodes, Set<Value> needed) {
    var wanted = new HashSet<>(needed);
    var live = new ArrayList<Node>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.outputs().stream().anyMatch(wanted::contains)) {
        wanted.addAll(node.inputs());
        live.add(0, node);
      }
    }
    return live;
  }

  private static Node withRelu(PlanBuilder plan, Node producer, Node relu) {
    if (producer.op() instanceof Op.BatchNorm norm) {
      Value memory = plan.source(producer.path(), Value.Source.NODE, relu.output().shape());
      return new Node(
          new Op.BatchNorm(norm.epsilon(), norm.groups(), true),
          producer.path(),
          producer.inputs(),
          List.of(relu.output(), producer.output(1), producer.output(2), memory));
    }
    return new Node(
        new Op.Binary(Operator.ADD, true),
        producer.path(),
        producer.inputs(),
        List.of(relu.output()));
  }

  private static boolean foldOne(PlanBuilder plan, Collection<Value> kept) {
    var uses = new Uses(plan.nodes(), kept);
    var makers = new HashMap<Value, Node>();
    plan.nodes().forEach(n -> n.outputs().forEach(v -> makers.put(v, n)));
    for (Node node : plan.nodes()) {
      for (int side = 0; side < node.inputs().size(); side++) {
        Node maker = makers.get(node.input(side));
        if (maker != null
            && maker.op() instanceof Op.Convolution convolution
            && !convolution.relu()
            && uses.once(maker.output())
            && (exchange(plan, node, side, makers, uses)
                || fold(plan, node, side, maker, convolution))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Makes conv + (map + shift), with a shift per channel, (conv + shift) + map: the convolution
   * takes the shift for nothing, which saves a pass over the map.
   */
  private static boolean exchange(
      PlanBuilder plan, Node node, int side, Map<Value, Node> makers, Uses uses) {
    Node shifted = isAdd(node) ? makers.get(node.input(1 - side)) : null;
    if (shifted == null || !uses.once(shifted.output()) || !isShift(shifted)) {
      return false;
    }
    Value convolved = node.input(side);
    Value map = shifted.input(0);
    List<Node> nodes = plan.nodes();
    nodes.remove(shifted);
    int at = nodes.indexOf(node);
    nodes.set(at, new Node(node.op(), node.path(), List.of(shifted.output(), map), node.outputs()));
    nodes.add(
        at,
        new Node(
            shifted.op(), shifted.path(), List.of(convolved, shifted.input(1)), shifted.outputs()));
    return true;
  }

  private static boolean fold(
      PlanBuilder plan, Node node, int side, Node maker, Op.Convolution convolution) {
    if (isRelu(node)) {
      return replace(plan, node, maker, convolution, maker.inputs(), true, convolution.residual());
    }
    if (!(node.op() instanceof Op.Binary binary) || node.inputs().size() != 2) {
      return false;
    }
    Value other = node.input(1 - side);
    boolean perChannel = isPerChannel(other, maker.output());
    if (perChannel && !convolution.residual() && binary.operator() == Operator.MULTIPLY) {
      return scaleWeights(plan, node, maker, convolution, other);
    }
    if (perChannel && !convolution.residual() && binary.operator() == Operator.ADD) {
      return addBias(plan, node, maker, convolution, other);
    }
    if (binary.operator() == Operator.ADD
        && !convolution.residual()
        && Arrays.equals(other.shape(), maker.output().shape())
        && isBefore(plan, other, maker)) {
      var inputs = new ArrayList<>(maker.inputs());
      inputs.add(other);
      return replace(plan, node, maker, convolution, inputs, binary.relu(), true);
    }
    return false;
  }

  private static boolean scaleWeights(
      PlanBuilder plan, Node node, Node maker, Op.Convolution convolution, Value scale) {
    Value weight = maker.input(1);
    Value perOutput = reshaped(plan, maker, scale, weight.shape()[0], 1, 1, 1);
    Value scaled = inserted(plan, maker, Operator.MULTIPLY, weight, perOutput);
    var inputs = new ArrayList<>(maker.inputs());
    inputs.set(1, scaled);
    if (convolution.bias()) {
      Value flat = reshaped(plan, maker, scale, weight.shape()[0]);
      inputs.set(2, inserted(plan, maker, Operator.MULTIPLY, maker.input(2), flat));
    }
    return replace(plan, node, maker, convolution, inputs, false, false);
  }

  private static boolean addBias(
      PlanBuilder plan, Node node, Node maker, Op.Convolution convolution, Value shift) {
    Value flat = reshaped(plan, maker, shift, maker.input(1).shape()[0]);
    var inputs = new ArrayList<>(maker.inputs());
    if (convolution.bias()) {
      inputs.set(2, inserted(plan, maker, Operator.ADD, maker.input(2), flat));
    } else {
      inputs.add(flat);
    }
    var biased = new Op.Convolution(convolution.attributes(), true, false, false);
    return replace(plan, node, maker, biased, inputs, false, false);
  }

  /** Puts the convolution that also does {@code node}'s work where {@code node} stood. */
  private static boolean replace(
      PlanBuilder plan,
      Node node,
      Node maker,
      Op.Convolution op,
      List<Value> inputs,
      boolean relu,
      boolean residual) {
    var fused = new Op.Convolution(op.attributes(), op.bias(), residual, relu);
    List<Node> nodes = plan.nodes();
    nodes.set(nodes.indexOf(node), new Node(fused, maker.path(), inputs, node.outputs()));
    nodes.remove(maker);
    return true;
  }

  private static Value reshaped(PlanBuilder plan, Node before, Value x, long... shape) {
    return Arrays.equals(x.shape(), shape)
        ? x
        : last(plan, before, () -> plan.add(new Op.Reshape(shape), before.path(), x));
  }

  private static Value inserted(
      PlanBuilder plan, Node before, Operator operator, Value a, Value b) {
    return last(plan, before, () -> plan.add(new Op.Binary(operator, false), before.path(), a, b));
  }

  /** Moves the node that {@code make} appended to just where its inputs are known: at the end. */
  private static Value last(
      PlanBuilder plan, Node before, java.util.function.Supplier<Value> make) {
    Value value = make.get();
    List<Node> nodes = plan.nodes();
    Node added = nodes.remove(nodes.size() - 1);
    int at = 0;
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).outputs().stream().anyMatch(added.inputs()::contains)) {
        at = i + 1;
      }
    }
    nodes.add(Math.max(at, 0), added);
    return value;
  }

  /** Whether {@code value} does not depend on {@code maker}, so that it can be its residual. */
  private static boolean isBefore(PlanBuilder plan, Value value, Node maker) {
    var after = new HashSet<>(maker.outputs());
    for (Node node : plan.nodes()) {
      if (node.inputs().stream().anyMatch(after::contains)) {
        after.addAll(node.outputs());
      }
    }
    return !after.contains(value);
  }

  private static boolean isPerChannel(Value value, Value map) {
    return value.size() == map.shape()[1]
        && value.rank() == map.rank()
        && value.shape()[1] == map.shape()[1];
  }

  /** Whether {@code node} adds a number per channel to a map. */
  private static boolean isShift(Node node) {
    return node.op() instanceof Op.Binary binary
        && binary.operator() == Operator.ADD
        && !binary.relu()
        && node.input(0).rank() == 4
        && isPerChannel(node.input(1), node.input(0))
        && !Arrays.equals(node.input(0).shape(), node.input(1).shape());
  }

  private static boolean isRelu(Node node) {
    return node.op() instanceof Op.Unary unary && unary.function() == Function.RELU;
  }

  private static boolean isAdd(Node node) {
    return node.op() instanceof Op.Binary binary
        && binary.operator() == Operator.ADD
        && !binary.relu()
        && Arrays.equals(node.input(0).shape(), node.input(1).shape());
  }

  /** How often each value is read. */
  private static final class Uses {
    private final Map<Value, Integer> count = new HashMap<>();

    Uses(List<Node> nodes, Collection<Value> kept) {
      nodes.forEach(n -> n.inputs().forEach(v -> count.merge(v, 1, Integer::sum)));
      kept.forEach(v -> count.merge(v, 1, Integer::sum));
    }

    boolean once(Value value) {
      return count.getOrDefault(value, 0) == 1;
    }
  }
}
