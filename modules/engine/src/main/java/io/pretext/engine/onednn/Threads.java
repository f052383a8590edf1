package io.pretext.engine.onednn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of cores that native kernels use.
 *
 * <p>oneDNN and ND4J share one OpenMP runtime, and neither has a call of its own that sets its
 * threads; the setting belongs to the Java thread that runs the kernels, so it is made again where
 * that may have changed.
 */
final class Threads {

  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
  private static final Function SET = find();
  private static final ThreadLocal<Integer> CURRENT = new ThreadLocal<>();

  private Threads() {}

  /** Lets kernels called from this Java thread use {@code threads} cores. */
  static void use(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
    Integer current = CURRENT.get();
    if (SET != null && (current == null || current != threads)) {
      SET.invokeVoid(new Object[] {threads});
      CURRENT.set(threads);
    }
  }

  /** The runtime is loaded already, by its shared object's name; other systems keep the default. */
  private static Function find() {
    // ND4J sets the number of threads when it starts, so it must have started.
    Nd4j.getBackend();
    OneDnn.version();
    try {
      return NativeLibrary.getInstance("libgomp.so.1").getFunction("omp_set_num_threads");
    } catch (UnsatisfiedLinkError e) {
      LOG.info("the number of threads is left to OMP_NUM_THREADS: {}", e.getMessage());
      return null;
    }
  }
}
