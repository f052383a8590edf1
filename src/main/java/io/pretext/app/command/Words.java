package io.pretext.app.command;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The words of a command, to be typed again. */
final class Words {

  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private Words() {}

  /** All that was typed when {@code command} was called, as a shell takes it. */
  static String of(CommandSpec command) {
    var root = command.root();
    return Stream.concat(
            Stream.of(root.name()),
            root.commandLine().getParseResult().originalArgs().stream().map(Words::quoted))
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
