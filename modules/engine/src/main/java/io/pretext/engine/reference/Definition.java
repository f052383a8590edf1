package io.pretext.engine.reference;

import io.pretext.graph.Graph;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;

/** Copies of a graph's SameDiff definition that have values of their own. */
final class Definition {

  private Definition() {}

  /** The graph as it is, for going forward. */
  static SameDiff forward(Graph graph) {
    SameDiff copy = SameDiff.create();
    copy.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
    graph.sd().invokeGraphOn(copy);
    return copy;
  }

  /** The graph with the gradients of {@code loss}. */
  static SameDiff differentiated(Graph graph, SDVariable loss) {
    SameDiff copy = forward(graph);
    copy.setLossVariables(loss.name());
    quietly(copy::createGradFunction);
    return copy.getFunction("grad");
  }

  /** The variables that {@code loss} depends on, other than through a stop-gradient. */
  static Set<String> differentiable(SameDiff sd, String loss) {
    Set<String> seen = new HashSet<>(Set.of(loss));
    Deque<String> todo = new ArrayDeque<>(seen);
    while (!todo.isEmpty()) {
      DifferentialFunction op = sd.getVariableOutputOp(todo.remove());
      if (op != null && !(op instanceof StopGradient)) {
        for (String input : op.argNames()) {
          if (seen.add(input)) {
            todo.add(input);
          }
        }
      }
    }
    return seen;
  }

  /** Keeps SameDiff's line per differentiated op from stdout, which belongs to the user. */
  private static synchronized void quietly(Runnable differentiation) {
    PrintStream stdout = System.out;
    System.setOut(
        new PrintStream(stdout, true) {
          @Override
          public void println(String line) {
            if (line == null || !line.startsWith("Added differentiated op")) {
              super.println(line);
            }
          }
        });
    try {
      differentiation.run();
    } finally {
      System.setOut(stdout);
    }
  }
}
