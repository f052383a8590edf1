package io.pretext.engine.plan;

import io.pretext.graph.Graph;
import io.pretext.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a network costs in evaluation, counted on its plan; nothing is compiled and nothing runs.
 *
 * @param parts in the order they run; a part is what has its parameters under one scope at the
 *     root, with what follows it and has none
 * @param parameters all of the graph, read in evaluation or not
 * @param peakActivationBytes the most that arrays hold at once in 32-bit floats, the input's
 *     included, where the result of an elementwise operation takes the place of an operand that
 *     nobody reads again
 */
public record Summary(List<Part> parts, long parameters, long peakActivationBytes) {

  /**
   * A stage, or a layer outside the stages.
   *
   * @param name first element of the paths of its parameters: {@code layer1}, {@code fc}
   * @param output shape of what it gives, before a pool over the whole map
   * @param parameters elements of the parameters that are first read here
   * @param multiplyAdds of its convolutions and matrix products; no other operation counts
   * @param activationBytes of all arrays that it makes, in 32-bit floats
   */
  public record Part(
      String name, long[] output, long parameters, long multiplyAdds, long activationBytes) {}

  /**
   * Counts what {@code output} costs.
   *
   * @param graph in evaluation mode, with its network at the root
   * @param output name of a variable
   */
  public static Summary of(Graph graph, String output) {
    var count = new Count(Plan.inference(graph, List.of(output)));
    long parameters = graph.parameters().values().stream().mapToLong(Shape::size).sum();
    return new Summary(count.parts(), parameters, count.peak());
  }

  public Summary {
    parts = List.copyOf(parts);
  }

  /** Of all parts. */
  public long multiplyAdds() {
    return parts.stream().mapToLong(Part::multiplyAdds).sum();
  }

  /** Of all parts: every array that is made, whenever. */
  public long activationBytes() {
    return parts.stream().mapToLong(Part::activationBytes).sum();
  }

  /** A plan being counted. What depends on parameters alone is no activation and no arithmetic. */
  private static final class Count {

    private final Plan plan;
    private final List<Node> body = new ArrayList<>();
    private final Map<Value, Set<Value>> parametersOf = new HashMap<>();
    private final Map<Value, Value> storage = new HashMap<>();
    private final Map<Value, Integer> lastReader = new HashMap<>();

    Count(Plan plan) {
      this.plan = plan;
      var moving = new HashSet<>(plan.inputs().values());
      for (Node node : plan.nodes()) {
        if (node.inputs().stream().anyMatch(moving::contains)) {
          moving.addAll(node.outputs());
          body.add(node);
        } else {
          Set<Value> read = new LinkedHashSet<>();
          node.inputs().forEach(v -> read.addAll(parametersOf(v)));
          node.outputs().forEach(v -> parametersOf.put(v, read));
        }
      }
      plan.inputs().values().forEach(v -> storage.put(v, v));
      for (int i = 0; i < body.size(); i++) {
        Node node = body.get(i);
        node.outputs().forEach(v -> storage.put(v, isView(node) ? storage(node.input(0)) : v));
        for (Value input : node.inputs()) {
          lastReader.put(storage(input), i);
        }
      }
      plan.outputs().values().forEach(v -> lastReader.put(storage(v), body.size()));
    }

    private Set<Value> parametersOf(Value value) {
      return value.source() == Value.Source.PARAMETER
          ? Set.of(value)
          : parametersOf.getOrDefault(value, Set.of());
    }

    private Value storage(Value value) {
      return storage.getOrDefault(value, value);
    }

    private static boolean isView(Node node) {
      return node.op() instanceof Op.Reshape;
    }

    List<Part> parts() {
      Map<String, Part> parts = new LinkedHashMap<>();
      Set<Value> known = new HashSet<>();
      Set<Value> pooled = new HashSet<>();
      String name = "";
      for (Node node : body) {
        Set<Value> read = new LinkedHashSet<>();
        node.inputs().forEach(v -> read.addAll(parametersOf(v)));
        if (!read.isEmpty()) {
          String path = read.iterator().next().name();
          name = path.substring(0, (path + "/").indexOf('/'));
        }
        read.removeIf(v -> !known.add(v));
        if (isGlobalPool(node) || isView(node) && pooled.contains(node.input(0))) {
          pooled.add(node.output());
        }
        Part before = parts.getOrDefault(name, new Part(name, new long[0], 0, 0, 0));
        parts.put(
            name,
            new Part(
                name,
                pooled.contains(node.output()) ? before.output() : node.output().shape(),
                before.parameters() + read.stream().mapToLong(Value::size).sum(),
                before.multiplyAdds() + multiplyAdds(node),
                before.activationBytes() + made(node)));
      }
      return List.copyOf(parts.values());
    }

    private static boolean isGlobalPool(Node node) {
      return node.op() instanceof Op.Pool && node.output().size() == elements(node.output(), 2);
    }

    /** Elements of the first {@code dimensions}. */
    private static long elements(Value value, int dimensions) {
      return Shape.size(Arrays.copyOf(value.shape(), dimensions));
    }

    private static long multiplyAdds(Node node) {
      if (node.op() instanceof Op.Convolution) {
        Value weight = node.input(1);
        return node.output().size() * (weight.size() / weight.shape()[0]);
      }
      if (node.op() instanceof Op.MatMul product) {
        Value a = node.input(0);
        return node.output().size() * a.shape()[a.rank() - (product.transposeA() ? 2 : 1)];
      }
      if (node.op() instanceof Op.Attention) {
        // Every token with every other, twice: what it looks at, and what it then sees.
        return 2 * node.output().size() * node.output().shape()[1];
      }
      return 0;
    }

    private static long made(Node node) {
      return isView(node) ? 0 : node.outputs().stream().mapToLong(Count::bytes).sum();
    }

    private static long bytes(Value value) {
      return value.size() * Float.BYTES;
    }

    long peak() {
      Set<Value> alive = new LinkedHashSet<>(plan.inputs().values());
      long held = alive.stream().mapToLong(Count::bytes).sum();
      long peak = held;
      for (int i = 0; i < body.size(); i++) {
        Node node = body.get(i);
        long made = 0;
        if (!isView(node)) {
          alive.addAll(node.outputs());
          made = made(node);
        }
        held += made;
        peak = Math.max(peak, held - (takesPlace(node, i, alive) ? bytes(node.output()) : 0));
        int now = i;
        held -= alive.stream().filter(v -> dies(v, now)).mapToLong(Count::bytes).sum();
        alive.removeIf(v -> dies(v, now));
      }
      return peak;
    }

    private boolean dies(Value value, int position) {
      return lastReader.getOrDefault(value, -1) <= position;
    }

    /** Whether the result of {@code node} can be written over an operand. */
    private boolean takesPlace(Node node, int position, Set<Value> alive) {
      return (node.op() instanceof Op.Unary
              || node.op() instanceof Op.Affine
              || node.op() instanceof Op.Binary
              || node.op() instanceof Op.Convolution convolution && convolution.residual())
          && operands(node).stream()
              .anyMatch(
                  v ->
                      v.size() == node.output().size()
                          && alive.contains(storage(v))
                          && storage(v).source() == Value.Source.NODE
                          && dies(storage(v), position));
    }

    private static List<Value> operands(Node node) {
      int all = node.inputs().size();
      return node.op() instanceof Op.Convolution
          ? node.inputs().subList(all - 1, all)
          : node.inputs();
    }
  }
}
