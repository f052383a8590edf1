package io.pretext.train;

import io.pretext.config.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where a run comes from: what one needs to know to get its numbers again.
 *
 * @param format of the run directory
 * @param version of this library
 * @param seed of everything random
 * @param revision of the source tree the command ran in, empty without git
 * @param java version of the virtual machine
 * @param processor its class: which instructions there are for arithmetic
 * @param threads processor cores used
 * @param engine that ran the graph
 * @param data fingerprint of the images
 * @param weights digest of the file that the initial weights came from, empty if they were drawn
 * @param teacher digest of the file that the teacher's weights come from, empty without a teacher
 * @param preset that the settings come from, empty if they were put together
 * @param command that began the run, empty if a program did
 * @param machine its processor, cores and memory, for people
 * @param started time of the first session, UTC
 * @param seconds of all sessions until the last save
 */
public record Provenance(
    int format,
    String version,
    long seed,
    String revision,
    String java,
    String processor,
    int threads,
    String engine,
    String data,
    String weights,
    String teacher,
    String preset,
    String command,
    String machine,
    String started,
    double seconds) {

  /** Format of the run directories that this library writes. */
  public static final int FORMAT = 1;

  /** The provenance of a run that starts now. */
  public static Provenance now(
      long seed, String processor, int threads, String engine, String data) {
    return new Provenance(
        FORMAT,
        Version.current(),
        seed,
        gitRevision(),
        Runtime.version().toString(),
        processor,
        threads,
        engine,
        data,
        "",
        "",
        "",
        "",
        "",
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        0);
  }

  /** Older run directories say nothing of these. */
  static Map<String, ?> defaults() {
    return Map.of("weights", "", "teacher", "", "preset", "", "command", "", "machine", "");
  }

  /** This, of a run that starts from the weights in a file of that digest. */
  public Provenance withWeights(String digest) {
    return with(digest, teacher, preset, command, machine, seconds);
  }

  /** This, of a run whose teacher's weights are in a file of that digest. */
  public Provenance withTeacher(String digest) {
    return with(weights, digest, preset, command, machine, seconds);
  }

  /** This, of a run that was asked for in these words, on that machine. */
  public Provenance withOrigin(String ofPreset, String byCommand, String onMachine) {
    return with(weights, teacher, ofPreset, byCommand, onMachine, seconds);
  }

  Provenance withSeconds(double total) {
    return with(weights, teacher, preset, command, machine, total);
  }

  private Provenance with(
      String newWeights,
      String newTeacher,
      String newPreset,
      String newCommand,
      String newMachine,
      double newSeconds) {
    return new Provenance(
        format,
        version,
        seed,
        revision,
        java,
        processor,
        threads,
        engine,
        data,
        newWeights,
        newTeacher,
        newPreset,
        newCommand,
        newMachine,
        started,
        newSeconds);
  }

  private static String gitRevision() {
    try {
      Process git =
          new ProcessBuilder("git", "rev-parse", "HEAD")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!git.waitFor(5, TimeUnit.SECONDS)) {
        git.destroy();
        return "";
      }
      byte[] output = git.getInputStream().readAllBytes();
      return git.exitValue() == 0 ? new String(output, StandardCharsets.UTF_8).strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
