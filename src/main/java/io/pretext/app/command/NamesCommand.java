package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what can be named in a setting: {@code methods}. */
@Command
final class NamesCommand implements Callable<Integer> {

  private final Console console;
  private final String what;
  private final Supplier<Collection<String>> names;

  @Mixin private Output output;

  NamesCommand(Console console, String what, Supplier<Collection<String>> names) {
    this.console = console;
    this.what = what;
    this.names = names;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    names.get().forEach(console::say);
    console.result(Map.of(what, List.copyOf(names.get())));
    return 0;
  }
}
