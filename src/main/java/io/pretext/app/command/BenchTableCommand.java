package io.pretext.app.command;

import io.pretext.app.bench.Finding;
import io.pretext.app.bench.MethodsTable;
import io.pretext.app.terminal.Console;
import io.pretext.config.AtomicFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "table",
    description = "Write what 'bench methods' found, in several places or on several machines.")
final class BenchTableCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "methods.json of 'bench methods'.")
  private List<Path> files;

  @Option(names = "--out", paramLabel = "FILE.md", description = "Where to (default: print it).")
  private Optional<Path> out;

  @Mixin private Output output;

  BenchTableCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    List<Finding> findings = Finding.read(files);
    String table = MethodsTable.of(findings);
    out.ifPresentOrElse(
        file -> {
          AtomicFile.write(file, table);
          console.say("%d rows are in %s".formatted(findings.size(), file));
        },
        () -> console.say(table.stripTrailing()));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("rows", findings.size());
    out.ifPresent(file -> result.put("table", file.toString()));
    console.result(result);
    return 0;
  }
}
