package io.pretext.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.app.machine.Machine;
import io.pretext.engine.Step;
import io.pretext.engine.UpdateRule;
import io.pretext.graph.Batch;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BenchTest {

  private static final Batch BATCH = new Batch(Map.of());

  private final AtomicLong now = new AtomicLong();
  private final List<String> calls = new ArrayList<>();

  @Test
  void aStepIsForwardBackwardOptimizerAndState() {
    bench(1).time(0, 2);

    assertThat(calls).containsExactly("run 0", "optimise", "settle", "run 1", "optimise", "settle");
  }

  @Test
  void warmUpDoesNotCount() {
    // Step i takes i milliseconds, so after three warm-up steps: 3, 4, 5, 6.
    Timings timings = bench(64).time(3, 4);

    assertThat(timings.milliseconds()).containsExactly(new double[] {3, 4, 5, 6}, within(1e-9));
    assertThat(timings.median()).isCloseTo(4.5, within(1e-9));
    assertThat(timings.min()).isCloseTo(3, within(1e-9));
    assertThat(timings.imagesPerSecond()).isCloseTo(64 / 0.0045, within(1e-6));
    assertThat(timings.figures("step", "steps"))
        .containsEntry("images_per_second", 14222.222)
        .containsEntry("step_ms_median", 4.5)
        .containsEntry("step_ms_min", 3.0)
        .containsEntry("steps", 4);
  }

  @Test
  void aSoakSpeaksOfEveryHundredSteps() {
    List<StepBench.Window> windows = bench(1).soak(250);

    assertThat(windows).extracting(StepBench.Window::steps).containsExactly(100, 200, 250);
    assertThat(windows)
        .extracting(StepBench.Window::stepMsMedian)
        .containsExactly(49.5, 149.5, 224.5);
    assertThat(windows.get(0).figures())
        .containsOnlyKeys("steps", "step_ms_median", "step_ms_mean", "rss_mb");
    assertThat(windows).allMatch(window -> window.rssMb() <= Machine.peakMemoryMb());
  }

  @Test
  void aLoaderGoesOnWithTheNextEpoch() {
    var epochs = new ArrayList<Integer>();
    var bench =
        new LoaderBench(
            epoch -> {
              epochs.add(epoch);
              now.addAndGet(3_000_000);
              return Collections.nCopies(3, BATCH).iterator();
            },
            32,
            now::get);

    Timings timings = bench.time(3);

    assertThat(epochs).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(timings.imagesPerSecond()).isCloseTo(32_000, within(1e-6));
  }

  @Test
  void nothingTimedIsAnError() {
    assertThatThrownBy(() -> bench(1).time(1, 0))
        .hasMessage("nothing was timed: a benchmark needs at least one step");
  }

  private StepBench bench(int images) {
    return new StepBench(
        step(), BATCH, images, path -> new UpdateRule.Settings(0, 0, false, 1), now::get);
  }

  /** A step that notes its calls; run number i takes i milliseconds. */
  private Step step() {
    return (Step)
        Proxy.newProxyInstance(
            Step.class.getClassLoader(),
            new Class<?>[] {Step.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("run")) {
                long index = (long) arguments[1];
                calls.add("run " + index);
                now.addAndGet(index * 1_000_000);
                return 0.0;
              }
              calls.add(method.getName());
              return null;
            });
  }
}
