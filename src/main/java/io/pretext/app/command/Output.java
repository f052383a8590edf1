package io.pretext.app.command;

import picocli.CommandLine.Option;

/** The option of every command that has a result. */
final class Output {

  @Option(
      names = "--json",
      description = "End with one JSON object; nothing else goes to standard output.")
  private boolean json;

  boolean json() {
    return json;
  }
}
