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
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        0);
  }

  /** Run directories of before there were initial weights and teachers say nothing of them. */
  static Map<String, ?> defaults() {
    return Map.of("weights", "", "teacher", "");
  }

  /** This, of a run that starts from the weights in a file of that digest. */
  public Provenance withWeights(String digest) {
    return with(digest, teacher, seconds);
  }

  /** This, of a run whose teacher's weights are in a file of that digest. */
  public Provenance withTeacher(String digest) {
    return with(weights, digest, seconds);
  }

  Provenance withSeconds(double total) {
    return with(weights, teacher, total);
  }

  private Provenance with(String newWeights, String newTeacher, double newSeconds) {
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
