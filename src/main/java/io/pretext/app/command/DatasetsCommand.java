package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.datasets.DatasetCard;
import io.pretext.datasets.Datasets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "datasets",
    description = "List the known data sets and the kinds of folders that --data takes.")
final class DatasetsCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private Output output;

  DatasetsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    for (DatasetCard card : Datasets.cards()) {
      console.say(
          String.format("%-14s %s, %s; %s", card.name(), card.images(), card.size(), card.terms()));
    }
    console.say("Kinds of folders: " + String.join(", ", Datasets.kinds()));
    console.result(Map.of("datasets", Datasets.names(), "kinds", Datasets.kinds()));
    return 0;
  }
}
