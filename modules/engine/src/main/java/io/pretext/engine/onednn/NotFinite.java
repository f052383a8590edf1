package io.pretext.engine.onednn;

import java.nio.FloatBuffer;
import java.util.Map;

/** Finds where a value first stopped being finite. */
final class NotFinite {

  private NotFinite() {}

  /** Runs the program again, looking at every result; for the message of an error. */
  static String explain(Program program, double loss) {
    for (Map.Entry<String, Buffer> input : program.inputs().entrySet()) {
      if (hasNonFinite(input.getValue())) {
        return "the loss is " + loss + ": input " + input.getKey() + " is not finite";
      }
    }
    for (Map.Entry<String, Buffer> variable : program.variables().entrySet()) {
      if (hasNonFinite(variable.getValue())) {
        return "the loss is " + loss + ": parameter " + variable.getKey() + " is not finite";
      }
    }
    for (Instruction instruction : program.body()) {
      instruction.run();
      OneDnn.STREAM._wait();
      if (instruction.buffers().stream()
          .filter(b -> b.storage().place() == Storage.Place.ARENA)
          .anyMatch(NotFinite::hasNonFinite)) {
        return "the loss is "
            + loss
            + ": the first value that is not finite comes from "
            + instruction.node().describe();
      }
    }
    return "the loss is " + loss;
  }

  private static boolean hasNonFinite(Buffer buffer) {
    if (buffer.desc().get_data_type().intern() != OneDnn.F32) {
      return false;
    }
    FloatBuffer floats = buffer.floats();
    for (int i = 0; i < floats.limit(); i++) {
      if (!Float.isFinite(floats.get(i))) {
        return true;
      }
    }
    return false;
  }
}
