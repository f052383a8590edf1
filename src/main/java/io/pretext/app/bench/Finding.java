package io.pretext.app.bench;

import io.pretext.config.AtomicFile;
import io.pretext.config.Bind;
import io.pretext.config.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one training of a study came to. Accuracies are in per cent, of weighted kNN on all test
 * images with the training images as bank.
 *
 * @param row of the study
 * @param method trained
 * @param preset it started from
 * @param set changes of it as {@code path=value}, in order, those of every row first
 * @param seed of everything random
 * @param backbone trained
 * @param dataset trained on
 * @param images in the training set
 * @param features that were compared: {@code backbone} or {@code embedding}
 * @param processor class of it
 * @param threads processor cores used
 * @param engine that trained
 * @param version of this library
 * @param epochs trained
 * @param seconds of training and watching, summed over resumes
 * @param imagesPerSecond source images through the training step, evaluation not counted
 * @param plannedMb native memory of the training step, in MB
 * @param peakRssMb most memory that the process had held by then, in MB; earlier rows count
 * @param queries test images
 * @param knn20 with k = 20 and temperature 0.07
 * @param knn20Untrained the same before training
 * @param knn200 with k = 200 and temperature 0.1
 * @param knn200Untrained the same before training
 * @param watched test images that {@code looks} ask about, the first in file order; 0 for all
 * @param looks accuracies while it was trained, with the run's own k and temperature
 * @param spread of the embeddings after the last epoch: 1 on the whole sphere, 0 at one point
 * @param effectiveRank of the embeddings after the last epoch
 * @param warnings each kind of warning when it first was given
 */
public record Finding(
    String row,
    String method,
    String preset,
    List<String> set,
    long seed,
    String backbone,
    String dataset,
    int images,
    String features,
    String processor,
    int threads,
    String engine,
    String version,
    int epochs,
    double seconds,
    double imagesPerSecond,
    long plannedMb,
    long peakRssMb,
    int queries,
    double knn20,
    double knn20Untrained,
    double knn200,
    double knn200Untrained,
    int watched,
    List<Look> looks,
    double spread,
    double effectiveRank,
    List<Warning> warnings) {

  /** Accuracy after an epoch. */
  public record Look(int epoch, double knn) {}

  /** A sentence for the user after an epoch. */
  public record Warning(int epoch, String sentence) {

    /** What it is about, without its figures: {@code the embeddings collapse to a point}. */
    String kind() {
      return sentence.split(":", 2)[0];
    }
  }

  /** A file of findings. */
  private record Table(int format, List<Finding> findings) {}

  private static final int FORMAT = 1;
  private static final String FILE = "finding.json";

  /** Whether the run in {@code directory} has been examined. */
  static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /** Keeps this with its run. */
  void writeTo(Path directory) {
    AtomicFile.write(directory.resolve(FILE), Json.pretty(Bind.map(this)));
  }

  /** The findings of all runs in {@code folder}, by the names of their directories. */
  static List<Finding> in(Path folder) {
    List<Path> runs;
    try (Stream<Path> entries = Files.list(folder)) {
      runs = entries.filter(Finding::isIn).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
    }
    var findings = new ArrayList<Finding>();
    for (Path run : runs) {
      Path file = run.resolve(FILE);
      findings.add(Bind.record(file.toString(), json(file), Finding.class));
    }
    return findings;
  }

  /** Writes findings to one file, all at once. */
  static void write(Path file, List<Finding> findings) {
    AtomicFile.write(file, Json.pretty(Bind.map(new Table(FORMAT, findings))));
  }

  /**
   * The findings in files that {@link #write} wrote; of one training that is in several, the last.
   *
   * @throws IllegalArgumentException if one is no such file, or of another format
   */
  public static List<Finding> read(List<Path> files) {
    var findings = new LinkedHashMap<List<Object>, Finding>();
    for (Path file : files) {
      Map<String, Object> json = json(file);
      if (!Integer.valueOf(FORMAT).equals(json.get("format"))) {
        throw new IllegalArgumentException(
            file + " is no file of 'bench methods' of this version: name a methods.json");
      }
      for (Finding each : Bind.record(file.toString(), json, Table.class).findings()) {
        findings.put(each.identity(), each);
      }
    }
    return List.copyOf(findings.values());
  }

  /** What two trainings that are the same have in common. */
  private List<Object> identity() {
    return List.of(
        row, preset, set, seed, backbone, dataset, images, features, processor, threads, epochs);
  }

  private static Map<String, Object> json(Path file) {
    try {
      return Json.parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
