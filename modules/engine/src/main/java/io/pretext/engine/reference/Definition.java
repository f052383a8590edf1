package io.pretext.engine.reference;

import io.pretext.graph.Graph;
import java.io.PrintStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;

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
