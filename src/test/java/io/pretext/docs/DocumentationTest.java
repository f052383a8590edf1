package io.pretext.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pretext.app.Main;
import io.pretext.app.terminal.Console;
import io.pretext.methods.Methods;
import io.pretext.methods.Traits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README and the pages under docs tell people to type works. */
final class DocumentationTest {

  private static final Pattern CLASS = Pattern.compile("\\b(?:class|record|interface) (\\w+)");

  static Stream<Snippet> java() throws IOException {
    return Snippet.ofProject().stream().filter(s -> s.language().equals("java"));
  }

  static Stream<Snippet> longCommands() throws IOException {
    return shell().filter(Snippet::isLong);
  }

  static Stream<List<Snippet>> pagesWithShortCommands() throws IOException {
    var short_ = shell().filter(s -> !s.isLong()).toList();
    return short_.stream()
        .map(Snippet::file)
        .distinct()
        .map(file -> short_.stream().filter(s -> s.file().equals(file)).toList());
  }

  private static Stream<Snippet> shell() throws IOException {
    return Snippet.ofProject().stream().filter(s -> s.language().equals("sh"));
  }

  @ParameterizedTest
  @MethodSource("java")
  void javaCompiles(Snippet snippet, @TempDir Path classes) {
    Matcher name = CLASS.matcher(snippet.text());
    assertThat(name.find()).as(snippet + " declares a class").isTrue();
    var source =
        new SimpleJavaFileObject(URI.create("string:///" + name.group(1) + ".java"), Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return snippet.text();
          }
        };
    var messages = new java.io.StringWriter();
    List<String> options =
        List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));

    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(messages, null, null, options, null, List.of(source))
            .call();

    assertThat(compiled).as(snippet + "\n" + messages).isTrue();
  }

  @ParameterizedTest
  @MethodSource("longCommands")
  void longCommandsParse(Snippet snippet) {
    for (String command : snippet.commands()) {
      List<String> words = Arrays.asList(command.split("\\s+"));
      if (!words.get(0).equals("./pretext")) {
        assertThat(words.get(0)).as(snippet + ": " + command).isIn("mvn", "git", "cd");
        continue;
      }
      var console = new Console(System.out, System.err, false);
      String[] arguments = words.subList(1, words.size()).toArray(String[]::new);

      assertThatCode(() -> Main.commandLine(console).parseArgs(arguments))
          .as(snippet + ": " + command)
          .doesNotThrowAnyException();
    }
  }

  /** The blocks of one page follow on each other, as they do for a reader. */
  @ParameterizedTest
  @MethodSource("pagesWithShortCommands")
  @Tag("slow")
  void shortCommandsRun(List<Snippet> page, @TempDir Path folder) throws Exception {
    Files.createSymbolicLink(folder.resolve("pretext"), Snippet.root().resolve("pretext"));
    for (Snippet snippet : page) {
      Path log = folder.resolve("log");
      var shell =
          new ProcessBuilder("sh", "-e", "-c", snippet.text())
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      shell.environment().put("PRETEXT_CLASS_PATH", System.getProperty("java.class.path"));
      shell.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
      Process process = shell.start();

      boolean ended = process.waitFor(3, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly();
      }
      String said = Files.readString(log);
      assertThat(ended).as(snippet + " ends within 3 minutes\n" + said).isTrue();
      assertThat(process.exitValue()).as(snippet + "\n" + said).isZero();
    }
  }

  @Test
  void theReadmeBeginsWithTheTwoCommands() throws IOException {
    Snippet first = Snippet.of(Snippet.root().resolve("README.md")).get(0);

    assertThat(first.commands()).containsExactly("./pretext demo", "mvn -B verify");
  }

  @Test
  void theJavaProgramOfTheReadmeFitsTwentyLines() throws IOException {
    Path readme = Snippet.root().resolve("README.md");

    assertThat(Snippet.of(readme).stream().filter(s -> s.language().equals("java")))
        .isNotEmpty()
        .allSatisfy(s -> assertThat(s.text().lines().count()).isLessThanOrEqualTo(20));
  }

  @Test
  void everyMethodHasAPageAndARowOfItsTraits() throws IOException {
    Path pages = Snippet.root().resolve("docs/methods");
    String index = Files.readString(pages.resolve("README.md"));

    for (String name : Methods.names()) {
      Traits traits = Methods.create(name).traits();
      assertThat(index)
          .contains(
              "| [%s](%s.md) | %s | %s | %s | %s | %d | %s |"
                  .formatted(
                      name,
                      name,
                      traits.negatives(),
                      traits.momentum() ? "yes" : "no",
                      traits.predictor() ? "yes" : "no",
                      traits.gradient(),
                      traits.batch(),
                      traits.views()));
      assertThat(Files.readString(pages.resolve(name + ".md")))
          .as(name)
          .contains("## The path of the data", "## Parameters", "## Figures")
          .contains("## When not to use it", "## Signs of collapse, and what helps");
    }
  }
}
