package io.pretext.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.config.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What tests ask of every page. */
final class Pages {

  private Pages() {}

  static Document parse(String html) {
    return Jsoup.parse(html);
  }

  /** What the page's program draws. */
  static Map<String, Object> data(Document html) {
    return Json.parse("the data of the page", html.getElementById("data").data());
  }

  /** Its charts by id. */
  static Map<String, Map<?, ?>> charts(Document html) {
    var charts = new LinkedHashMap<String, Map<?, ?>>();
    for (Object chart : (List<?>) data(html).get("charts")) {
      var map = (Map<?, ?>) chart;
      charts.put(map.get("id").toString(), map);
    }
    return charts;
  }

  /** Ids of the elements that are there for charts. */
  static Set<String> figures(Document html) {
    return new LinkedHashSet<>(html.select("figure.chart").eachAttr("data-chart"));
  }

  /** No address, no attribute that is a program, and a policy that allows what is there alone. */
  static void assertSelfContained(Document html) {
    for (Element element : html.getAllElements()) {
      for (Attribute attribute : element.attributes()) {
        String name = attribute.getKey();
        assertThat(name).as(element.tagName()).doesNotStartWith("on").isNotEqualTo("style");
        if (List.of("src", "href", "action", "srcset", "data").contains(name)) {
          assertThat(attribute.getValue()).matches("data:.*|trials/\\d+/report\\.html");
        }
      }
    }
    assertThat(html.select("img").eachAttr("src")).allMatch(src -> src.startsWith("data:image/"));
    assertThat(html.select("link").eachAttr("href")).containsOnly("data:,");
    assertThat(html.select("style").first().data()).doesNotContain("url(", "@import");
    String policy = html.select("meta[http-equiv=Content-Security-Policy]").attr("content");
    assertThat(policy).startsWith("default-src 'none'; img-src data:; ").doesNotContain("unsafe");
    var allowed = new LinkedHashSet<String>();
    html.select("script:not([type]), style").forEach(e -> allowed.add(digest(e.data())));
    assertThat(allowed).hasSize(3).allMatch(digest -> policy.contains("'" + digest + "'"));
  }

  private static String digest(String source) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return "sha256-"
          + Base64.getEncoder().encodeToString(sha.digest(source.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
