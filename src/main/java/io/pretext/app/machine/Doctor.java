package io.pretext.app.machine;

import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
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
    findings.put("gpu", Machine.gpus().map(Doctor::verdict).orElse("none found"));
    findings.put("disk", (new File(".").getUsableSpace() >> 20) + " MB free here");
    return new Report(findings, healthy);
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
