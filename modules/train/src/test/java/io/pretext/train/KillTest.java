package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that trains and is killed without notice, at whatever point it has reached. */
final class KillTest {

  private static final int STEPS = 20;
  private static final int EPOCHS = 8;

  @TempDir Path folder;

  /** Trains in the folder {@code args[0]}, resuming what is there. */
  public static void main(String[] args) {
    train(Path.of(args[0]), 2);
  }

  private static Progress train(Path path, int pause) {
    var optimizer = OptimizerConfigTest.config("{name: adam, rate: 0.01, scaling: none}");
    var schedule = ScheduleTest.config("epochs: " + EPOCHS);
    var step = new QuadraticStep(optimizer.rule(), false);
    RunDirectory run =
        RunDirectory.start(
            path,
            Map.of("seed", 1),
            Set.of(),
            Provenance.now(1, "any", 1, "quadratic", "abc"),
            true);
    Progress from = run.checkpoint().exists() ? run.checkpoint().restore(step) : Progress.start();
    Listener slow =
        new Listener() {
          @Override
          public void onStep(StepEnd end) {
            sleep(pause);
          }
        };
    Session session =
        Session.of(slow, run.metrics(1)).saving(1, progress -> run.save(step, progress));
    Progress end =
        new Trainer(step, optimizer, schedule, STEPS)
            .run(TrainerTest.batches(STEPS), from, session);
    run.finish(Map.of("loss_first", end.firstLoss(), "loss_last", end.lastLoss()));
    return end;
  }

  private static void sleep(int milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Timeout(120)
  void everyNumberIsThatOfARunThatWasNeverKilled() throws IOException {
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    train(whole, 0);

    for (int lines : new int[] {3, 3 * STEPS + 7}) {
      Process process = child(killed);
      try {
        awaitLines(killed.resolve("metrics.jsonl"), lines, process);
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.onExit().join().exitValue()).isNotZero();
      assertThat(killed.resolve("result.json")).doesNotExist();
    }
    train(killed, 0);

    for (String file : new String[] {"metrics.jsonl", "result.json"}) {
      assertThat(Files.readString(killed.resolve(file)))
          .isEqualTo(Files.readString(whole.resolve(file)));
    }
  }

  private static Process child(Path path) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KillTest.class.getName(),
            path.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void awaitLines(Path file, int count, Process process) throws IOException {
    while (!Files.exists(file) || count(file) < count) {
      assertThat(process.isAlive()).as("training ended before it was killed").isTrue();
      sleep(2);
    }
  }

  private static long count(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }
}
