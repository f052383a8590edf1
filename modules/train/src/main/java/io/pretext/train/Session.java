package io.pretext.train;

import io.pretext.config.Check;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What surrounds one call of {@link Trainer#run} and does not change its numbers.
 *
 * @param listeners told in this order
 * @param save makes the progress outlive the process; called at the end of epochs and on stopping
 * @param saveEvery epochs between saves; the last epoch is always saved
 * @param stopAfter epochs, counted from the start of the training, after which to stop
 * @param stop asked after every update; once true, training saves and returns
 */
public record Session(
    List<Listener> listeners,
    Consumer<Progress> save,
    int saveEvery,
    int stopAfter,
    BooleanSupplier stop) {

  public Session {
    listeners = List.copyOf(listeners);
    Check.atLeast("saveEvery", saveEvery, 1);
    Check.atLeast("stopAfter", stopAfter, 1);
  }

  /** Trains to the end, saves nothing. */
  public static Session of(Listener... listeners) {
    return new Session(List.of(listeners), progress -> {}, 1, Integer.MAX_VALUE, () -> false);
  }

  public Session saving(int every, Consumer<Progress> save) {
    return new Session(listeners, save, every, stopAfter, stop);
  }

  public Session stoppingAfter(int epochs) {
    return new Session(listeners, save, saveEvery, epochs, stop);
  }

  public Session stoppingWhen(BooleanSupplier stop) {
    return new Session(listeners, save, saveEvery, stopAfter, stop);
  }
}
