package io.pretext.engine.reference;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Frees each array of a session as soon as the last op that reads it has run.
 *
 * <p>Two variables may share one array (the identity op does not copy); it goes with the last of
 * them.
 */
final class Liveness extends BaseListener {

  private final Arena arena;
  private final Set<String> kept;
  private final Map<String, Integer> readers;
  private final Map<String, Integer> waiting = new HashMap<>();
  private final Map<String, INDArray> arrays = new HashMap<>();
  private final Map<INDArray, Integer> names = new IdentityHashMap<>();
  private BiConsumer<SameDiffOp, INDArray[]> observer = (op, outputs) -> {};

  /**
   * @param outputs variables to keep
   */
  Liveness(SameDiff sd, Collection<String> outputs, Arena arena) {
    this.arena = arena;
    this.kept = Set.copyOf(outputs);
    this.readers = readers(sd, outputs);
  }

  /** Starts a run, in which {@code observer} sees each op and its outputs. */
  void start(BiConsumer<SameDiffOp, INDArray[]> observer) {
    this.observer = observer;
    waiting.clear();
    waiting.putAll(readers);
    arrays.clear();
    names.clear();
  }

  @Override
  public boolean isActive(Operation operation) {
    return true;
  }

  @Override
  public void opExecution(
      SameDiff sd,
      At at,
      MultiDataSet batch,
      SameDiffOp op,
      OpContext context,
      INDArray[] outputs) {
    observer.accept(op, outputs);
    List<String> produced = op.getOutputsOfOp();
    for (int i = 0; i < outputs.length; i++) {
      arrays.put(produced.get(i), outputs[i]);
      names.merge(outputs[i], 1, Integer::sum);
    }
    for (String name : produced) {
      if (!waiting.containsKey(name)) {
        forget(name);
      }
    }
    if (op.getInputsToOp() != null) {
      for (String name : new HashSet<>(op.getInputsToOp())) {
        if (waiting.merge(name, -1, Integer::sum) == 0) {
          forget(name);
        }
      }
    }
  }

  private void forget(String name) {
    if (kept.contains(name)) {
      return;
    }
    INDArray array = arrays.remove(name);
    if (array != null && names.merge(array, -1, Integer::sum) == 0) {
      names.remove(array);
      arena.free(array);
    }
  }

  /** How many of the ops that {@code outputs} depend on read each variable. */
  private static Map<String, Integer> readers(SameDiff sd, Collection<String> outputs) {
    var readers = new HashMap<String, Integer>();
    Set<String> ops = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>(outputs);
    while (!todo.isEmpty()) {
      Variable variable = sd.getVariables().get(todo.remove());
      String producer = variable.getOutputOfOp();
      if (producer != null && ops.add(producer)) {
        List<String> inputs = sd.getOps().get(producer).getInputsToOp();
        if (inputs != null) {
          new HashSet<>(inputs)
              .forEach(
                  name -> {
                    readers.merge(name, 1, Integer::sum);
                    todo.add(name);
                  });
        }
      }
    }
    return readers;
  }
}
