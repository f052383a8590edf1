package io.pretext.app.machine;

import static java.util.stream.Collectors.joining;

import io.pretext.datasets.Datasets;
import io.pretext.datasets.Split;
import io.pretext.engine.onednn.OneDnnEngine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/** Looks at what training needs and says, item by item, what is there. */
public final class Doctor {

  /**
   * What was found.
   *
   * @param findings one sentence or name per item, in the order to show
   * @param healthy whether training on the CPU can work
   */
  public record Report(Map<String, String> findings, boolean healthy) {}

  private static final double NEWEST_FOR_ND4J = 8.9;

  private Doctor() {}

  /**
   * @param data a data location to look at as well; empty for none
   */
  public static Report examine(String data) {
    var findings = new LinkedHashMap<String, String>();
    boolean healthy = true;
    findings.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    findings.put("cores", String.valueOf(Machine.cores()));
    findings.put("memory", (Machine.memory() >> 20) + " MB");
    findings.put("processor", Machine.processorClass() + " (" + Machine.processor() + ")");
    try {
      findings.put("nd4j", Nd4j.getBackend().getClass().getSimpleName());
    } catch (LinkageError | RuntimeException e) {
      findings.put("nd4j", "does not load: " + e);
      healthy = false;
    }
    try {
      findings.put("onednn", OneDnnEngine.version());
    } catch (LinkageError | RuntimeException e) {
      findings.put("onednn", "does not load: " + e + ", the reference engine still works");
    }
    findings.put("gpu", Machine.gpus().map(Doctor::verdict).orElse("none found"));
    findings.put("disk", (new File(".").getUsableSpace() >> 20) + " MB free here");
    findings.put("data", data(data));
    return new Report(findings, healthy);
  }

  /** What the given folder and those in {@code PRETEXT_DATA} hold. */
  private static String data(String asked) {
    var folders = new ArrayList<String>();
    if (!asked.isEmpty()) {
      folders.add(asked);
    }
    String root = System.getenv("PRETEXT_DATA");
    if (root != null && Files.isDirectory(Path.of(root))) {
      try (Stream<Path> inside = Files.list(Path.of(root))) {
        inside.filter(Files::isDirectory).sorted().map(Path::toString).forEach(folders::add);
      } catch (IOException e) {
        return root + " cannot be read: " + e.getMessage();
      }
    }
    String found =
        folders.stream().map(Doctor::parts).filter(s -> !s.isEmpty()).collect(joining("; "));
    return found.isEmpty() ? "none, name some with --data or PRETEXT_DATA" : found;
  }

  private static String parts(String folder) {
    try {
      String parts = Datasets.splits(folder, "").stream().map(Split::word).collect(joining(", "));
      return folder + " (" + parts + ")";
    } catch (IllegalArgumentException notData) {
      return "";
    }
  }

  /** ND4J M2.1 holds machine code for compute capability 3.7 to 8.x and nothing to build newer. */
  private static String verdict(String gpus) {
    String first = gpus.lines().findFirst().orElse("");
    String capability = first.substring(first.lastIndexOf(',') + 1).strip();
    try {
      return Double.parseDouble(capability) <= NEWEST_FOR_ND4J
          ? first + ": ND4J's CUDA can use it (build with -Pcuda)"
          : first + ": too new for ND4J's CUDA (compute capability 8.9 at most), train on the CPU";
    } catch (NumberFormatException e) {
      return first + ": its driver does not tell the compute capability";
    }
  }
}
