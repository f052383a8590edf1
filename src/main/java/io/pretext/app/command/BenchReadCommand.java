package io.pretext.app.command;

import io.pretext.app.machine.Machine;
import io.pretext.app.terminal.Console;
import io.pretext.zoo.file.StoredTensor;
import io.pretext.zoo.file.TensorFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "read",
    description = "Time reading all tensors of a file, and the memory that this takes.",
    footer = "With --keep, all values stay in memory, as in a network that is loaded.")
final class BenchReadCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "FILE", description = "PyTorch (.pth, .pt, .th), safetensors or npz.")
  private Path file;

  @Option(names = "--keep", description = "Keep all values instead of one tensor at a time.")
  private boolean keep;

  @Mixin private Output output;

  BenchReadCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    long before = Machine.residentMemoryMb();
    long start = System.nanoTime();
    Map<String, float[]> kept = new LinkedHashMap<>();
    long bytes = 0;
    String format;
    try (TensorFile tensors = TensorFile.open(file)) {
      format = tensors.format();
      for (StoredTensor tensor : tensors.tensors().values()) {
        float[] values = tensor.floats();
        bytes += (long) Float.BYTES * values.length;
        if (keep) {
          kept.put(tensor.name(), values);
        }
      }
    }
    double milliseconds = (System.nanoTime() - start) / 1e6;
    tell(format, bytes, milliseconds, Machine.peakMemoryMb() - before, kept.size());
    return 0;
  }

  private void tell(String format, long bytes, double milliseconds, long grown, int kept) {
    console.say(
        String.format(
            Locale.ROOT,
            "%s: %.1f MB of values in %.0f ms, memory grew by at most %d MB",
            format,
            bytes / 1048576.0,
            milliseconds,
            grown));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("format", format);
    result.put("bytes", bytes);
    result.put("ms", milliseconds);
    result.put("peak_growth_mb", grown);
    result.put("kept", kept);
    console.result(result);
  }
}
