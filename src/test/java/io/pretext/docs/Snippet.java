package io.pretext.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fenced block of a Markdown file.
 *
 * @param file where it stands
 * @param line of the opening fence, from 1
 * @param language the first word after the fence
 * @param isLong whether the fence says {@code long}: not to be run in a test
 * @param text between the fences
 */
record Snippet(Path file, int line, String language, boolean isLong, String text) {

  /** Every block of the README and of the pages under docs, in order. */
  static List<Snippet> ofProject() throws IOException {
    Path root = root();
    var snippets = new ArrayList<Snippet>(of(root.resolve("README.md")));
    try (Stream<Path> pages = Files.walk(root.resolve("docs"))) {
      for (Path page : pages.filter(p -> p.toString().endsWith(".md")).sorted().toList()) {
        snippets.addAll(of(page));
      }
    }
    return snippets;
  }

  static List<Snippet> of(Path file) throws IOException {
    var snippets = new ArrayList<Snippet>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("```")) {
        continue;
      }
      List<String> words = Arrays.asList(lines.get(i).substring(3).strip().split("\\s+"));
      int open = i;
      var text = new StringBuilder();
      for (i++; !lines.get(i).startsWith("```"); i++) {
        text.append(lines.get(i)).append('\n');
      }
      boolean isLong = words.contains("long");
      snippets.add(new Snippet(file, open + 1, words.get(0), isLong, text.toString()));
    }
    return snippets;
  }

  /** The checkout: the folder above the module's. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("pretext")) ? here : here.getParent();
  }

  /** The commands of a shell block: one per line, without comments. */
  List<String> commands() {
    return text.lines()
        .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Override
  public String toString() {
    return root().relativize(file) + ":" + line;
  }
}
