package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.methods.Methods;
import io.pretext.methods.Traits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "methods",
    description = "List the methods side by side: what sets each apart from the others.",
    footer = {
      "Negatives are the images that an image is pushed from. The gradient goes through one side of",
      "a pair or both. The batch is what a method needs to do well. Settings can change some of",
      "this; docs/methods has a page for each."
    })
final class MethodsCommand implements Callable<Integer> {

  private static final String ROW = "%-10s %-14s %-17s %-10s %-11s %6s  %s";

  private final Console console;

  @Mixin private Output output;

  MethodsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    console.say(
        String.format(
            ROW,
            "method",
            "negatives",
            "momentum encoder",
            "predictor",
            "gradient",
            "batch",
            "views"));
    Methods.names().forEach(name -> console.say(row(name, Methods.create(name).traits())));
    List<Map<String, Object>> records =
        Methods.names().stream().map(name -> record(name, Methods.create(name).traits())).toList();
    console.result(Map.of("methods", records));
    return 0;
  }

  private static String row(String name, Traits traits) {
    return String.format(
        ROW,
        name,
        traits.negatives(),
        yesOrNo(traits.momentum()),
        yesOrNo(traits.predictor()),
        traits.gradient(),
        traits.batch(),
        traits.views());
  }

  private static String yesOrNo(boolean value) {
    return value ? "yes" : "no";
  }

  private static Map<String, Object> record(String name, Traits traits) {
    var record = new LinkedHashMap<String, Object>();
    record.put("name", name);
    record.put("negatives", traits.negatives().toString());
    record.put("momentum_encoder", traits.momentum());
    record.put("predictor", traits.predictor());
    record.put("gradient", traits.gradient().toString());
    record.put("batch", traits.batch());
    record.put("views", traits.views());
    return record;
  }
}
