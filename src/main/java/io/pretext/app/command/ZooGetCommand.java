package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.fetch.Sha256;
import io.pretext.zoo.catalogue.Cards;
import io.pretext.zoo.catalogue.Catalogue;
import io.pretext.zoo.catalogue.ModelCard;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Bring a model of the zoo to this machine.")
final class ZooGetCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "NAME", description = "A model that 'zoo list' lists.")
  private String name;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The file as published, which you have, instead of a download.")
  private Optional<Path> file;

  @Option(
      names = "--unverified",
      description = "Download even a file of which nobody published a digest.")
  private boolean unverified;

  @Mixin private Output output;

  ZooGetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    ModelCard card = Cards.named(name);
    var catalogue = Catalogue.ofEnvironment(console::warn);
    var consent = unverified ? Catalogue.Consent.UNVERIFIED : Catalogue.Consent.VERIFIED;
    Path model =
        file.isPresent() ? catalogue.supply(name, file.get()) : catalogue.get(name, consent);
    console.say(card.title() + " (" + card.licence() + "): " + model);
    console.say("use it as MODEL: pretext embed " + name + " --data D --out features.npy");
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("name", name);
    result.put("file", model.toString());
    result.put("sha256", Sha256.of(model));
    result.put("licence", card.licence());
    console.result(result);
    return 0;
  }
}
