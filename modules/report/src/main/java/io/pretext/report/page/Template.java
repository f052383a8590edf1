package io.pretext.report.page;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import com.github.mustachejava.reflect.MissingWrapper;
import com.github.mustachejava.reflect.ReflectionObjectHandler;
import com.github.mustachejava.util.Wrapper;
import io.pretext.config.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A kind of page: its text with holes, its style and its program.
 *
 * <p>What fills a hole is escaped. Should anything slip through, the page's policy runs only the
 * scripts whose digests it names and fetches nothing.
 */
final class Template {

  private static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/";

  private final Mustache text;
  private final String style;
  private final String library;
  private final String program;

  private Template(Mustache text, String style, String library, String program) {
    this.text = text;
    this.style = style;
    this.library = library;
    this.program = program;
  }

  /**
   * @param name of the text, {@code run.mustache}, beside this class
   * @param programs that draw it, in order
   */
  static Template of(String name, String... programs) {
    var factory = new DefaultMustacheFactory("io/pretext/report/page");
    factory.setObjectHandler(new NothingMissing());
    var program = new StringBuilder("\n");
    for (String part : programs) {
      program.append(resource(part));
    }
    return new Template(
        factory.compile(name), "\n" + resource("page.css"), d3(), program.toString());
  }

  /** Every page is a copy of D3, and every copy needs its licence. */
  private static String d3() {
    return "/*\n" + resource(D3 + "LICENSE") + "*/\n" + resource(D3 + "dist/d3.min.js");
  }

  /**
   * The page.
   *
   * @param content fills the holes of the text
   * @param data what the program draws
   */
  String render(Record content, Map<String, ?> data) {
    var frame =
        Map.of(
            "policy", policy(),
            "style", style,
            "library", library,
            "program", program,
            "data", inert(Json.line(data)));
    var page = new StringWriter();
    text.execute(page, List.of(frame, content));
    return page.toString();
  }

  private String policy() {
    return "default-src 'none'; img-src data:; style-src '%s'; script-src '%s' '%s'"
        .formatted(digest(style), digest(library), digest(program));
  }

  private static String digest(String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** JSON that cannot end the element it stands in. */
  private static String inert(String json) {
    return json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e");
  }

  private static String resource(String name) {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /** A hole that nothing fills is a slip of ours, not an empty text. */
  private static final class NothingMissing extends ReflectionObjectHandler {
    @Override
    public Wrapper find(String name, List<Object> scopes) {
      Wrapper found = super.find(name, scopes);
      if (found instanceof MissingWrapper) {
        throw new IllegalStateException("nothing fills {{" + name + "}}");
      }
      return found;
    }
  }
}
