package io.pretext.engine.onednn;

import org.nd4j.linalg.factory.Nd4j;

/** The number of cores that native kernels use. */
final class Threads {

  private Threads() {}

  static void use(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
    // oneDNN and ND4J run on one OpenMP runtime, whose setting is shared.
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
  }
}
