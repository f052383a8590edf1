package io.pretext.engine.plan;

import io.pretext.engine.plan.Op.Function;
import io.pretext.engine.plan.Op.Operator;
import io.pretext.engine.plan.Op.Reduction;
import io.pretext.graph.Layer;
import io.pretext.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation of a plan: appends the nodes that compute gradients.
 *
 * <p>One rule per op. Only values on a path from a trained parameter to the loss get a gradient, so
 * a branch under a stop-gradient, a frozen layer or an image costs nothing.
 */
final class Gradients {

  private final PlanBuilder plan;
  private final Set<Value> wanted = new HashSet<>();
  private final Map<Value, List<Value>> contributions = new HashMap<>();

  private Gradients(PlanBuilder plan) {
    this.plan = plan;
  }

  /**
   * Appends the gradient of {@code loss}, a value of one element.
   *
   * @param stopped values behind a stop-gradient: nothing flows through them
   * @return the gradient of each of {@code trained} that the loss depends on
   */
  static Map<Value, Value> append(
      PlanBuilder plan, Value loss, Set<Value> trained, Set<Value> stopped) {
    return new Gradients(plan).run(loss, trained, stopped);
  }

  private Map<Value, Value> run(Value loss, Set<Value> trained, Set<Value> stopped) {
    List<Node> forward = List.copyOf(plan.nodes());
    wanted.addAll(trained);
    for (Node node : forward) {
      if (node.inputs().stream().anyMatch(wanted::contains)) {
        node.outputs().stream().filter(v -> !stopped.contains(v)).forEach(wanted::add);
      }
    }
    float[] one = {1};
    give(loss, plan.constant("one", one, loss.shape()));
    for (int i = forward.size() - 1; i >= 0; i--) {
      Node node = forward.get(i);
      for (int output = 1; output < node.outputs().size(); output++) {
        if (contributions.containsKey(node.output(output))) {
          throw new IllegalArgumentException(
              node.describe()
                  + ": no gradient flows through its statistics; put a stop-gradient on them");
        }
      }
      Value dy = total(node.output(), node.path());
      if (dy != null) {
        rule(node, dy);
      }
    }
    var gradients = new HashMap<Value, Value>();
    for (Value parameter : trained) {
      Value gradient = total(parameter, parameter.name());
      if (gradient != null) {
        gradients.put(parameter, gradient);
      }
    }
    return gradients;
  }

  private void give(Value target, Value gradient) {
    if (wanted.contains(target)) {
      contributions.computeIfAbsent(target, v -> new ArrayList<>()).add(gradient);
    }
  }

  /** The sum of what {@code value} was given, or null. */
  private Value total(Value value, String path) {
    List<Value> parts = contributions.getOrDefault(value, List.of());
    Value sum = null;
    for (Value part : parts) {
      sum = sum == null ? part : binary(Operator.ADD, "grad/" + path, sum, part);
    }
    return sum;
  }

  private void rule(Node node, Value dy) {
    Op op = node.op();
    String path = "grad/" + node.path();
    Value x = node.input(0);
    Value y = node.output();
    if (op instanceof Op.Unary unary) {
      Function f = unary.function();
      give(x, () -> plan.add(new Op.UnaryGradient(f), path, dy, f.savesOutput() ? y : x));
    } else if (op instanceof Op.Affine affine) {
      give(x, () -> plan.add(new Op.Affine(affine.scale(), 0), path, dy));
    } else if (op instanceof Op.Binary binary) {
      binaryRule(node, binary, dy, path);
    } else if (op instanceof Op.Reduce reduce) {
      reduceRule(node, reduce, dy, path);
    } else if (op instanceof Op.Broadcast) {
      give(x, () -> summed(dy, x.shape(), path));
    } else if (op instanceof Op.MatMul matMul) {
      matMulRule(node, matMul, dy, path);
    } else if (op instanceof Op.Reshape) {
      give(x, () -> plan.reshape(dy, path, x.shape()));
    } else if (op instanceof Op.Permute permute) {
      int[] inverse = new int[permute.dims().length];
      for (int i = 0; i < inverse.length; i++) {
        inverse[permute.dims()[i]] = i;
      }
      give(x, () -> plan.add(new Op.Permute(inverse), path, dy));
    } else if (op instanceof Op.Slice s) {
      give(x, () -> plan.add(new Op.Embed(s.begin(), s.stride(), x.shape()), path, dy));
    } else if (op instanceof Op.Embed e) {
      give(x, () -> plan.add(new Op.Slice(e.begin(), e.stride(), x.shape()), path, dy));
    } else if (op instanceof Op.Concat concat) {
      concatRule(node, concat, dy, path);
    } else if (op instanceof Op.Softmax softmax) {
      give(x, () -> plan.add(new Op.SoftmaxGradient(softmax.log()), path, dy, y));
    } else if (op instanceof Op.Attention attention) {
      var gradient = new Op.AttentionGradient(attention.heads());
      give(x, () -> plan.add(gradient, path, dy, x, node.output(1)));
    } else if (op instanceof Op.Convolution convolution) {
      convolutionRule(node, convolution, dy, path);
    } else if (op instanceof Op.BatchNorm norm) {
      var inputs = new ArrayList<>(List.of(dy, x, node.output(1), node.output(2), node.input(1)));
      if (norm.relu()) {
        inputs.add(node.output(3));
      }
      var gradient = new Op.BatchNormGradient(norm.epsilon(), norm.groups(), norm.relu());
      giveAll(node, gradient, path, inputs);
    } else if (op instanceof Op.LayerNorm norm) {
      var inputs = List.of(dy, x, node.output(1), node.output(2), node.input(1));
      giveAll(node, new Op.LayerNormGradient(norm.epsilon()), path, inputs);
    } else if (op instanceof Op.Pool p) {
      var gradient = new Op.PoolGradient(p.kind(), p.kernel(), p.stride(), p.padding(), x.shape());
      boolean max = p.kind() == Layer.Pool.Kind.MAX;
      give(
          x,
          () -> max ? plan.add(gradient, path, dy, node.output(1)) : plan.add(gradient, path, dy));
    } else {
      throw new IllegalArgumentException(
          node.describe() + " has no gradient rule; use the reference engine for this graph");
    }
  }

  private void give(Value target, java.util.function.Supplier<Value> gradient) {
    if (wanted.contains(target)) {
      give(target, gradient.get());
    }
  }

  private void giveAll(Node node, Op gradient, String path, List<Value> inputs) {
    if (node.inputs().stream().noneMatch(wanted::contains)) {
      return;
    }
    Node made = plan.addAll(gradient, path, inputs.toArray(Value[]::new));
    for (int i = 0; i < 3; i++) {
      give(node.input(i), made.output(i));
    }
  }

  private void binaryRule(Node node, Op.Binary op, Value above, String path) {
    Value a = node.input(0);
    Value b = node.input(1);
    Value y = node.output();
    Value dy = op.relu() ? plan.add(new Op.UnaryGradient(Function.RELU), path, above, y) : above;
    switch (op.operator()) {
      case ADD -> {
        give(a, () -> summed(dy, a.shape(), path));
        give(b, () -> summed(dy, b.shape(), path));
      }
      case SUBTRACT -> {
        give(a, () -> summed(dy, a.shape(), path));
        give(b, () -> summed(negated(dy, path), b.shape(), path));
      }
      case MULTIPLY -> {
        give(a, () -> summed(binary(Operator.MULTIPLY, path, dy, b), a.shape(), path));
        give(b, () -> summed(binary(Operator.MULTIPLY, path, dy, a), b.shape(), path));
      }
      case DIVIDE -> {
        give(a, () -> summed(binary(Operator.DIVIDE, path, dy, b), a.shape(), path));
        give(
            b,
            () -> {
              Value slope =
                  binary(Operator.DIVIDE, path, binary(Operator.MULTIPLY, path, dy, y), b);
              return summed(negated(slope, path), b.shape(), path);
            });
      }
    }
  }

  private void reduceRule(Node node, Op.Reduce op, Value dy, String path) {
    Value x = node.input(0);
    if (op.reduction() == Reduction.MAX) {
      give(x, () -> plan.add(new Op.MaxGradient(), path, dy, x, node.output()));
      return;
    }
    give(
        x,
        () -> {
          double n = op.reduction() == Reduction.MEAN ? (double) x.size() / dy.size() : 1;
          Value scaled = n == 1 ? dy : plan.add(new Op.Affine(1 / n, 0), path, dy);
          return x.size() == dy.size()
              ? scaled
              : plan.add(new Op.Broadcast(x.shape()), path, scaled);
        });
  }

  private void matMulRule(Node node, Op.MatMul op, Value dy, String path) {
    Value a = node.input(0);
    Value b = node.input(1);
    boolean ta = op.transposeA();
    boolean tb = op.transposeB();
    give(
        a,
        () ->
            ta
                ? plan.add(new Op.MatMul(tb, true), path, b, dy)
                : plan.add(new Op.MatMul(false, !tb), path, dy, b));
    give(
        b,
        () ->
            tb
                ? plan.add(new Op.MatMul(true, ta), path, dy, a)
                : plan.add(new Op.MatMul(!ta, false), path, a, dy));
    if (node.inputs().size() > 2) {
      Value bias = node.input(2);
      give(bias, () -> summed(dy, bias.shape(), path));
    }
  }

  private void concatRule(Node node, Op.Concat op, Value dy, String path) {
    long start = 0;
    for (Value part : node.inputs()) {
      long[] begin = new long[part.rank()];
      long[] stride = new long[part.rank()];
      Arrays.fill(stride, 1);
      begin[op.axis()] = start;
      give(part, () -> plan.add(new Op.Slice(begin, stride, part.shape()), path, dy));
      start += part.shape()[op.axis()];
    }
  }

  private void convolutionRule(Node node, Op.Convolution op, Value dy, String path) {
    if (op.relu() || op.residual()) {
      throw new IllegalStateException(node.describe() + " is fused for evaluation only");
    }
    Value x = node.input(0);
    Value w = node.input(1);
    var a = op.attributes();
    give(w, () -> plan.add(new Op.ConvolutionWeightGradient(a, w.shape()), path, dy, x));
    give(x, () -> plan.add(new Op.ConvolutionDataGradient(a, x.shape()), path, dy, w));
    if (op.bias()) {
      Value bias = node.input(2);
      give(
          bias,
          () -> {
            Value sums = plan.add(new Op.Reduce(Reduction.SUM, 0, 2, 3), path, dy);
            return plan.reshape(sums, path, bias.shape());
          });
    }
  }

  private Value binary(Operator operator, String path, Value a, Value b) {
    return plan.add(new Op.Binary(operator, false), path, a, b);
  }

  private Value negated(Value x, String path) {
    return plan.add(new Op.Affine(-1, 0), path, x);
  }

  /** {@code dy} summed over the dimensions along which an array of {@code shape} was broadcast. */
  private Value summed(Value dy, long[] shape, String path) {
    if (Arrays.equals(dy.shape(), shape)) {
      return dy;
    }
    int lead = dy.rank() - shape.length;
    int[] dims =
        java.util.stream.IntStream.range(0, dy.rank())
            .filter(i -> i < lead || (shape[i - lead] == 1 && dy.shape()[i] != 1))
            .toArray();
    Value sums = dims.length == 0 ? dy : plan.add(new Op.Reduce(Reduction.SUM, dims), path, dy);
    if (Shape.size(shape) != sums.size()) {
      throw new IllegalStateException(
          path + ": cannot sum " + dy + " to " + Arrays.toString(shape));
    }
    return plan.reshape(sums, path, shape);
  }
}
