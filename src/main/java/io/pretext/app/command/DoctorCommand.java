package io.pretext.app.command;

import io.pretext.app.machine.Doctor;
import io.pretext.app.terminal.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = "Say what this machine has and whether training can work on it.",
    footer = "Exits with 0 unless training on the CPU cannot work.")
final class DoctorCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--data", paramLabel = "D", description = "Also look at the data in D.")
  private String data = "";

  @Mixin private Output output;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    Doctor.Report report = Doctor.examine(data);
    report.findings().forEach((what, found) -> console.say(String.format("%-10s %s", what, found)));
    console.result(report.findings());
    return report.healthy() ? 0 : 1;
  }
}
