package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was stopped or killed gives, to the last digit, the numbers of one that was not. */
final class ResumeTest {

  private static final int STEPS = 7;

  /** Stands for a process that is gone. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @TempDir Path folder;

  private final OptimizerConfig optimizer =
      OptimizerConfigTest.config("{name: adamw, rate: 0.05, scaling: none, weightDecay: 0.1}");
  private final ScheduleConfig schedule =
      ScheduleTest.config("{epochs: 5, warmup: 1, accumulate: 2}");
  private QuadraticStep whole;
  private Progress wholeEnd;

  @BeforeEach
  void trainWithoutStopping() {
    whole = new QuadraticStep(optimizer.rule(), true);
    wholeEnd = train("whole", whole, Integer.MAX_VALUE, () -> false);
  }

  private Progress train(String name, QuadraticStep step, int stopAfter, BooleanSupplier stop) {
    return train(name, step, stopAfter, stop, new Listener() {});
  }

  private Progress train(
      String name, QuadraticStep step, int stopAfter, BooleanSupplier stop, Listener listener) {
    RunDirectory run =
        RunDirectory.start(
            folder.resolve(name),
            Map.of("seed", 1),
            Set.of(),
            Provenance.now(1, "avx2", 2, "quadratic", "abc"),
            true);
    Progress from = run.checkpoint().exists() ? run.checkpoint().restore(step) : Progress.start();
    Session session =
        Session.of(run.metrics(1), listener)
            .saving(1, progress -> run.save(step, progress))
            .stoppingAfter(stopAfter)
            .stoppingWhen(stop);
    return new Trainer(step, optimizer, schedule, STEPS)
        .run(TrainerTest.batches(STEPS), from, session);
  }

  private void resumeAndCompare() throws IOException {
    var resumed = new QuadraticStep(optimizer.rule(), true);
    Progress end = train("run", resumed, Integer.MAX_VALUE, () -> false);

    assertThat(end).isEqualTo(wholeEnd);
    for (String name : whole.names()) {
      assertThat(resumed.read(name)).as(name).isEqualTo(whole.read(name));
    }
    assertThat(Files.readString(folder.resolve("run/metrics.jsonl")))
        .isEqualTo(Files.readString(folder.resolve("whole/metrics.jsonl")));
  }

  @Test
  void afterStopAfter() throws IOException {
    train("run", new QuadraticStep(optimizer.rule(), true), 2, () -> false);

    resumeAndCompare();
  }

  @Test
  void afterAStopInTheMiddleOfAnEpoch() throws IOException {
    int[] asked = {0};
    Progress stopped =
        train("run", new QuadraticStep(optimizer.rule(), true), 9, () -> ++asked[0] > 9);
    assertThat(stopped.step()).isPositive();

    resumeAndCompare();
  }

  @Test
  void afterAKillAtAnyStep() throws IOException {
    for (int kill : new int[] {1, STEPS, STEPS + 1, 3 * STEPS - 2}) {
      Path run = folder.resolve("run");
      if (Files.exists(run)) {
        Files.move(run, folder.resolve("done" + kill));
      }
      Listener killer =
          new Listener() {
            @Override
            public void onStep(StepEnd end) {
              if (end.steps() == kill) {
                throw new Killed();
              }
            }
          };
      try {
        train("run", new QuadraticStep(optimizer.rule(), true), 9, () -> false, killer);
        throw new AssertionError("was not killed at step " + kill);
      } catch (Killed e) {
        resumeAndCompare();
      }
    }
  }
}
