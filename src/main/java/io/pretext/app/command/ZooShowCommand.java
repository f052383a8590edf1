package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.zoo.catalogue.Cards;
import io.pretext.zoo.catalogue.ModelCard;
import io.pretext.zoo.file.StoredTensor;
import io.pretext.zoo.file.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "List every tensor of a file, or show the card of a model of the zoo.",
    footer =
        "A checksum is the first 12 digits of the SHA-256 of the values, row-major, little endian.")
final class ZooShowCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      paramLabel = "FILE|NAME",
      description =
          "PyTorch (.pth, .pt, .th), safetensors or npz; or a model that 'zoo list' lists.")
  private Path file;

  @Mixin private Output output;

  ZooShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    if (!Files.exists(file) && Cards.names().contains(file.toString())) {
      show(Cards.named(file.toString()));
      return 0;
    }
    try (TensorFile tensors = TensorFile.open(file)) {
      show(tensors);
    }
    return 0;
  }

  private void show(ModelCard card) {
    console.say(card.name() + ": " + card.title());
    console.say("  backbone    " + card.backbone() + ", " + card.image() + " px");
    console.say("  licence     " + card.licence() + " (" + card.page() + ")");
    console.say("  file        " + card.file() + ", " + card.pinning());
    card.addresses().forEach(address -> console.say("  address     " + address));
    console.say("  mean, std   " + card.mean() + ", " + card.deviation());
    for (ModelCard.Metric metric : card.metrics()) {
      console.say(
          "  %-11s %s %% (%s; %s)"
              .formatted(metric.name(), metric.value(), metric.protocol(), metric.by()));
    }
    card.provenance().forEach((key, value) -> console.say("  %-11s %s".formatted(key, value)));
    if (!card.note().isEmpty()) {
      console.say("  " + card.note());
    }
    console.result(card.toMap());
  }

  private void show(TensorFile file) {
    List<Map<String, Object>> rows = new ArrayList<>();
    long values = 0;
    long bytes = 0;
    console.say(this.file + ": " + file.format());
    file.metadata().forEach((key, value) -> console.say("  " + printable(key + ": " + value)));
    for (StoredTensor tensor : file.tensors().values()) {
      Map<String, Object> row = row(tensor);
      console.say(line(tensor, row));
      rows.add(row);
      values += tensor.size();
      bytes += tensor.size() * tensor.type().bytes();
    }
    console.say(rows.size() + " tensors, " + values + " values, " + bytes + " bytes");
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", this.file.toString());
    result.put("format", file.format());
    result.put("metadata", file.metadata());
    result.put("tensors", rows);
    result.put("count", rows.size());
    result.put("values", values);
    result.put("bytes", bytes);
    console.result(result);
  }

  private static Map<String, Object> row(StoredTensor tensor) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", tensor.name());
    row.put("type", tensor.type().toString());
    row.put("shape", tensor.shape());
    row.put("checksum", tensor.checksum());
    return row;
  }

  private static String line(StoredTensor tensor, Map<String, Object> row) {
    return "%s  %-4s %-20s %s"
        .formatted(
            row.get("checksum"),
            tensor.type(),
            Arrays.toString(tensor.shape()),
            printable(tensor.name()));
  }

  /** Without the characters by which a name could move the terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
