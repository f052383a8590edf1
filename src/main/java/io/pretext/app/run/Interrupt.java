package io.pretext.app.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C into a question that training asks itself, and holds the exit until it has saved.
 */
public final class Interrupt implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 120;

  private final AtomicBoolean asked = new AtomicBoolean();
  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "save-on-exit");

  /** Waits for Ctrl-C from now on. */
  public Interrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether training should save and return. */
  public boolean asked() {
    return asked.get();
  }

  @Override
  public void close() {
    saved.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException exiting) {
      // The hook is running: this is the exit it waits for.
    }
  }

  private void stop() {
    asked.set(true);
    try {
      saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
