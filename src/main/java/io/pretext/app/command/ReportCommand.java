package io.pretext.app.command;

import io.pretext.app.run.RunReport;
import io.pretext.app.terminal.Console;
import io.pretext.report.page.RunPage;
import io.pretext.report.page.SweepPage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    description =
        "Write the page of a run or a sweep: one HTML file that needs nothing but a browser.",
    footer = {"", "Example: pretext report runs/cifar10-simclr-resnet20"})
final class ReportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "RUN", description = "A run directory, of a finished run or not.")
  private Path folder;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to (default: " + RunPage.FILE + " or " + SweepPage.FILE + " in it).")
  private Optional<Path> out = Optional.empty();

  @Mixin private Output output;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    boolean sweep = SweepPage.isIn(folder);
    Path file = out.orElse(folder.resolve(sweep ? SweepPage.FILE : RunPage.FILE));
    if (sweep) {
      SweepPage.of(folder).write(file);
    } else {
      RunReport.write(folder, file);
    }
    console.say(file.toAbsolutePath().normalize().toUri().toString());
    console.result(Map.of("report", file.toString()));
    return 0;
  }
}
