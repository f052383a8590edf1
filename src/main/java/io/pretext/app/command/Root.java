package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.config.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code pretext}: the word before every command. */
@Command(
    name = "pretext",
    description = "Self-supervised vision on the JVM: representations from unlabelled images.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Root.Release.class,
    footer = {"", "First steps: pretext demo, then pretext show, then pretext pretrain PRESET."})
public final class Root implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show where an error came from.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this text.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  /** What {@code --version} prints. */
  static final class Release implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"pretext " + Version.current()};
    }
  }

  /** The whole tree of commands, which talk through {@code console}. */
  public static CommandLine commands(Root root, Console console) {
    return new CommandLine(root)
        .addSubcommand(new DemoCommand(console))
        .addSubcommand(new PretrainCommand(console))
        .addSubcommand(new FinetuneCommand(console))
        .addSubcommand(SweepCommand.with(console))
        .addSubcommand(new KnnCommand(console))
        .addSubcommand(new ProbeCommand(console))
        .addSubcommand(new EmbedCommand(console))
        .addSubcommand(new EvaluateCommand(console))
        .addSubcommand(new PredictCommand(console))
        .addSubcommand(new ReportCommand(console))
        .addSubcommand(new ShowCommand(console))
        .addSubcommand(new MethodsCommand(console))
        .addSubcommand(new BackbonesCommand(console))
        .addSubcommand(new DatasetsCommand(console))
        .addSubcommand(ZooCommand.with(console))
        .addSubcommand(ViewCommand.with(console))
        .addSubcommand(BenchCommand.with(console))
        .addSubcommand(new DoctorCommand(console));
  }

  /** Whether errors come with their stack trace. */
  public boolean verbose() {
    return verbose;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
