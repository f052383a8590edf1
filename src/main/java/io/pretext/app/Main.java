package io.pretext.app;

import io.pretext.app.command.Root;
import io.pretext.app.sweep.Tether;
import io.pretext.app.terminal.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The {@code pretext} program: {@link #run} is one command from its words to its exit code. */
public final class Main {

  static {
    // Before any native library loads: JavaCPP's version warning goes to the log, not to the user.
    System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
    System.setProperty("java.awt.headless", "true");
  }

  private Main() {}

  public static void main(String[] args) {
    Tether.holdIfAsked();
    var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(run(new Console(out, System.err, Boolean.getBoolean("pretext.terminal")), args));
  }

  /**
   * Runs one command.
   *
   * @return 0 done, 1 failed, 2 wrong usage, 130 told to stop
   */
  public static int run(Console console, String... args) {
    PrintStream before = System.out;
    System.setOut(System.err);
    try {
      return commandLine(console).execute(args);
    } catch (OutOfMemoryError e) {
      // No error but this one has an answer; the words for the others are the JVM's.
      console.warn("pretext: " + Sentence.of(e));
      return CommandLine.ExitCode.SOFTWARE;
    } finally {
      System.setOut(before);
    }
  }

  /** The commands, ready to parse; {@code execute} runs one. */
  public static CommandLine commandLine(Console console) {
    var root = new Root();
    var line = Root.commands(root, console);
    line.setOut(new PrintWriter(console.out(), true));
    line.setErr(new PrintWriter(console.err(), true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          if (root.verbose()) {
            error.printStackTrace(console.err());
          } else {
            console.warn("pretext: " + Sentence.of(error));
          }
          return CommandLine.ExitCode.SOFTWARE;
        });
    line.setParameterExceptionHandler(
        (error, words) -> {
          console.warn("pretext: " + Sentence.of(error));
          CommandLine command = error.getCommandLine();
          if (!CommandLine.UnmatchedArgumentException.printSuggestions(error, line.getErr())) {
            console.warn("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
          }
          return CommandLine.ExitCode.USAGE;
        });
    return line;
  }
}
