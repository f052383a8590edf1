package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.zoo.catalogue.Cards;
import io.pretext.zoo.catalogue.Catalogue;
import io.pretext.zoo.catalogue.Catalogue.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    description = "Compare what the cache holds with the cards; exits with 1 if a file changed.")
final class ZooVerifyCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Models (default: all).")
  private List<String> names = List.of();

  @Mixin private Output output;

  ZooVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    var catalogue = Catalogue.ofEnvironment(console::warn);
    List<Verdict> verdicts =
        (names.isEmpty() ? Cards.names() : names).stream().map(catalogue::verify).toList();
    for (Verdict verdict : verdicts) {
      console.say(
          "%-30s %s%s".formatted(verdict.name(), verdict.ok() ? "" : "BAD: ", verdict.finding()));
    }
    console.result(Map.of("models", verdicts.stream().map(ZooVerifyCommand::json).toList()));
    return verdicts.stream().allMatch(Verdict::ok) ? 0 : 1;
  }

  private static Map<String, Object> json(Verdict verdict) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", verdict.name());
    json.put("ok", verdict.ok());
    json.put("finding", verdict.finding());
    return json;
  }
}
