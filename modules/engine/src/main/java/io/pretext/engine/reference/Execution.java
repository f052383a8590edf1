package io.pretext.engine.reference;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.imports.VariableUtils;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.OpContext;

/**
 * A SameDiff graph that is run again and again for the same outputs in bounded memory.
 *
 * <p>Outputs belong to the execution: they are valid until its next run.
 */
final class Execution implements AutoCloseable {

  private final Arena arena = new Arena();
  private final List<String> outputs;
  private final Liveness liveness;
  private final Session session;

  Execution(SameDiff sd, Collection<String> outputs) {
    this.outputs = List.copyOf(outputs);
    this.liveness = new Liveness(sd, outputs, arena);
    this.session = new Session(sd, arena);
    sd.setEnableCache(false);
  }

  /** Computes the outputs, by name. */
  Map<String, INDArray> run(Map<String, INDArray> inputs) {
    return run(inputs, (op, results) -> {});
  }

  /** Like {@link #run(Map)}; {@code observer} sees each op and its results as they come. */
  Map<String, INDArray> run(
      Map<String, INDArray> inputs, BiConsumer<SameDiffOp, INDArray[]> observer) {
    arena.reset();
    session.reset();
    liveness.start(observer);
    return session.output(
        outputs, inputs, null, Set.of(), List.of(liveness), At.defaultAt(Operation.INFERENCE));
  }

  /** Bytes that a run needs, found by allocating without computing. */
  long measure(Map<String, INDArray> inputs) {
    session.dry = true;
    try {
      run(inputs);
    } finally {
      session.dry = false;
    }
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }

  private static final class Session extends InferenceSession {

    /** Arrays up to this length may be shapes and indices that tell other ops their output. */
    private static final int SMALL = 1024;

    private boolean dry;

    Session(SameDiff sd, Arena arena) {
      super(sd);
      setMmgr(arena);
    }

    /** Drops what the session notes about arrays of the last run, which would grow for ever. */
    void reset() {
      freedArrays.clear();
      nodeValueOutputs.clear();
    }

    /**
     * Notes what is to run, each variable once. SameDiff's own walk comes by as often as there are
     * ways to a variable, whose number doubles with every block that has branches of two lengths.
     */
    @Override
    protected void initSubgraph(Set<String> variables) {
      Deque<String> todo = new ArrayDeque<>(variables);
      while (!todo.isEmpty()) {
        String variable = todo.remove();
        DifferentialFunction op = sameDiff.getVariableOutputOp(variable);
        if (!subgraph.add(variable) || op == null) {
          continue;
        }
        String name = VariableUtils.stripVarSuffix(op.getOwnName());
        String[] inputs = sameDiff.getInputsForOp(op);
        subgraphOps.add(name);
        if (inputs.length == 0) {
          zeroInputOpsInSubgraph.add(name);
        }
        todo.addAll(List.of(inputs));
      }
    }

    @Override
    public ExecutionResult doExec(
        DifferentialFunction op,
        OpContext context,
        FrameIter frame,
        Set<VarId> inputs,
        Set<VarId> allIterations,
        Set<String> constants,
        Map<String, SDValue> placeholders) {
      return dry && op instanceof CustomOp && isLarge(context)
          ? ExecutionResult.createFrom(op, context)
          : super.doExec(op, context, frame, inputs, allIterations, constants, placeholders);
    }

    private static boolean isLarge(OpContext context) {
      return context.getOutputArrays().stream().anyMatch(a -> a.length() > SMALL)
          || context.getInputArrays().stream().anyMatch(a -> a.length() > SMALL)
              && context.getOutputArrays().stream().allMatch(a -> a.dataType().isFPType());
    }
  }
}
