package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.zoo.catalogue.Cards;
import io.pretext.zoo.catalogue.ModelCard;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List the models of the zoo.")
final class ZooListCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private Output output;

  ZooListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    List<ModelCard> cards = Cards.all();
    for (ModelCard card : cards) {
      console.say("%-30s %-13s %s".formatted(card.name(), card.licence(), card.title()));
    }
    console.result(Map.of("models", cards.stream().map(ModelCard::toMap).toList()));
    return 0;
  }
}
