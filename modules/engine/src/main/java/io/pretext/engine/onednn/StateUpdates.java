package io.pretext.engine.onednn;

import io.pretext.engine.update.StateArithmetic;
import io.pretext.graph.Graph;
import io.pretext.graph.StateUpdate;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;

/** The graph's state updates over the buffers of a program, looked up once. */
final class StateUpdates {

  private final List<DoubleConsumer> actions = new ArrayList<>();

  StateUpdates(Graph graph, Program program) {
    for (StateUpdate update : graph.updates()) {
      if (update instanceof StateUpdate.Blend blend) {
        FloatBuffer state = variable(program, blend.state());
        FloatBuffer source = program.outputs().get(blend.source()).floats();
        actions.add(progress -> StateArithmetic.blend(state, source, blend.keep()));
      } else if (update instanceof StateUpdate.MovingAverage average) {
        follow(graph, program, average);
      } else if (update instanceof StateUpdate.BlendRows blend) {
        FloatBuffer bank = variable(program, blend.bank());
        FloatBuffer rows = program.outputs().get(blend.rows()).floats();
        FloatBuffer index = program.outputs().get(blend.index()).floats();
        int width = width(graph, blend.bank());
        actions.add(progress -> StateArithmetic.blendRows(blend, bank, rows, index, width));
      } else if (update instanceof StateUpdate.Enqueue enqueue) {
        FloatBuffer queue = variable(program, enqueue.queue());
        FloatBuffer rows = program.outputs().get(enqueue.source()).floats();
        actions.add(progress -> StateArithmetic.enqueue(queue, rows));
      } else if (update instanceof StateUpdate.UnitRows unit) {
        FloatBuffer rows = variable(program, unit.parameter());
        int width = width(graph, unit.parameter());
        actions.add(progress -> StateArithmetic.unitRows(rows, width));
      }
    }
  }

  /** The target starts equal to its source; its parameters then trail behind it. */
  private void follow(Graph graph, Program program, StateUpdate.MovingAverage average) {
    for (String path : program.variables().keySet()) {
      if (path.startsWith(average.target() + "/")) {
        String online = average.online() + path.substring(average.target().length());
        Buffer to = program.variable(path);
        Buffer from = program.variable(online);
        if (from == null || !from.isLaidOutAs(to.desc())) {
          throw new IllegalStateException(path + " cannot follow " + online);
        }
        FloatBuffer target = to.floats();
        FloatBuffer source = from.floats();
        StateArithmetic.blend(target, source, 0);
        if (graph.parameters().containsKey(path)) {
          actions.add(
              progress -> StateArithmetic.blend(target, source, average.momentumAt(progress)));
        }
      }
    }
  }

  private static int width(Graph graph, String path) {
    long[] shape = graph.values().get(path);
    return Math.toIntExact(shape[shape.length - 1]);
  }

  private static FloatBuffer variable(Program program, String path) {
    Buffer buffer = program.variable(path);
    if (buffer == null) {
      throw new IllegalArgumentException(
          "a state update names " + path + ", which is no parameter or state of the graph");
    }
    return buffer.floats();
  }

  void apply(double progress) {
    actions.forEach(action -> action.accept(progress));
  }
}
