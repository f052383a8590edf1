package io.pretext.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.config.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SweepPageTest {

  private static final String EVIL = "</script><script>alert(1)</script>\"'&";

  @TempDir private Path folder;

  private Document html(Map<String, Object> sweep) throws IOException {
    Files.writeString(folder.resolve("sweep.json"), Json.pretty(sweep));
    Path file = folder.resolve(SweepPage.FILE);
    SweepPage.of(folder).write(file);
    return Pages.parse(Files.readString(file));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> trials(Map<String, Object> sweep) {
    return (List<Map<String, Object>>) sweep.get("trials");
  }

  private static List<String> column(Document html, int index) {
    return html.select("#trials tbody tr").stream().map(row -> row.child(index).text()).toList();
  }

  @Test
  void everyTrialIsChartedAndListed() throws IOException {
    Map<String, Object> sweep = Sweeps.halving(24);

    Document html = html(sweep);

    assertThat(html.select("figure.chart"))
        .extracting(f -> f.attr("data-sweep") + f.attr("data-path"))
        .containsExactly(
            "parallel",
            "progress",
            "curves",
            "losses",
            "settingoptimizer.rate",
            "settingmethod.name",
            "settingmethod.temperature",
            "settingschedule.batch");
    List<?> drawn = (List<?>) Pages.data(html).get("trials");
    assertThat(drawn).hasSize(24);
    for (int i = 0; i < 24; i++) {
      Map<String, Object> trial = trials(sweep).get(i);
      Map<?, ?> data = (Map<?, ?>) drawn.get(i);
      assertThat(data.get("number")).isEqualTo(i + 1);
      assertThat((List<?>) data.get("loss")).hasSize((int) trial.get("epoch"));
      assertThat((List<?>) data.get("rungs")).hasSameSizeAs((List<?>) trial.get("rungs"));
      assertThat(((Map<?, ?>) data.get("settings")).keySet().toString())
          .isEqualTo(((Map<?, ?>) trial.get("settings")).keySet().toString());
    }
    assertThat(html.select("#trials tbody tr").eachAttr("data-trial"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 24).mapToObj(Integer::toString).toList());
  }

  @Test
  void rangesKeepTheirScale() throws IOException {
    List<?> ranges = (List<?>) Pages.data(html(Sweeps.halving(24))).get("ranges");

    assertThat(ranges.stream().map(range -> "" + ((Map<?, ?>) range).get("kind")))
        .containsExactly("log", "choice", "linear", "integer");
    assertThat(((Map<?, ?>) ranges.get(0)).get("bounds")).isEqualTo(List.of(0.01, 1));
    assertThat(((Map<?, ?>) ranges.get(1)).get("bounds")).isEqualTo(List.of("simclr", "byol"));
    assertThat(((Map<?, ?>) ranges.get(0)).get("preset")).isEqualTo(0.2);
  }

  @Test
  void theTableIsRankedAndFailedTrialsStandLast() throws IOException {
    Document html = html(Sweeps.halving(24));

    List<String> ranks = column(html, 0);
    assertThat(ranks.subList(0, 22))
        .isEqualTo(IntStream.rangeClosed(1, 22).mapToObj(Integer::toString).toList());
    assertThat(ranks.subList(22, 24)).containsOnly("");
    assertThat(column(html, 4).subList(22, 24)).containsOnly("failed");
    assertThat(column(html, 3).get(0)).isEqualTo("12");
    Element first = html.selectFirst("#trials tbody tr");
    assertThat(first.hasClass("best")).isTrue();
    double[] objectives =
        html.select("#trials tbody tr").stream()
            .filter(row -> row.child(3).text().equals("3"))
            .mapToDouble(row -> Double.parseDouble(row.child(2).attr("data-key")))
            .toArray();
    assertThat(objectives).hasSize(14);
    assertThat(IntStream.range(1, 14)).allMatch(i -> objectives[i - 1] >= objectives[i]);
    assertThat(html.select("#trials small").eachText()).containsExactly("preset");
    assertThat(html.select("#trials thead th button")).hasSize(10);
  }

  @Test
  void theWinnersSettingsStandBesideThePresets() throws IOException {
    Map<String, Object> sweep = Sweeps.halving(24);
    Map<?, ?> best = (Map<?, ?>) sweep.get("best");
    Map<?, ?> settings = (Map<?, ?>) best.get("settings");

    Document html = html(sweep);

    assertThat(html.select("#winner tbody th").eachText())
        .containsExactlyElementsOf(
            Stream.of("optimizer.rate", "method.name", "method.temperature", "schedule.batch")
                .filter(settings::containsKey)
                .toList());
    assertThat(html.select("#winner tbody tr").first().child(1).text()).isEqualTo("0.2");
    assertThat(html.select("#winner tbody tr").first().child(2).text())
        .isEqualTo(Settings.text(settings.get("optimizer.rate")));
    assertThat(html.select("#winner .lead").text()).contains("best.yaml");
    assertThat(html.select(".facts").text())
        .contains("trial " + best.get("trial") + ", epoch 12", "On the test images 43.10 %")
        .contains("24 3 completed 19 stopped 2 failed");
    assertThat(html.select("header .state").text()).isEqualTo("Finished");
  }

  @Test
  void failedTrialsTellTheirReasons() throws IOException {
    Map<String, Object> sweep = Sweeps.halving(24);
    trials(sweep).get(17).put("reason", "out of memory (137), give it more than 60 MB");

    Document html = html(sweep);

    assertThat(html.select("#failures tr").eachText())
        .containsExactly(
            "Trial 9 the loss is not finite after step 12",
            "Trial 18 out of memory (137), give it more than 60 MB");
  }

  @Test
  void theMethodBehindImportanceIsStated() throws IOException {
    Document html = html(Sweeps.halving(48));

    assertThat(html.select("#importance .lead").text())
        .matches(
            "A forest of 100 regression trees foretells the objective after epoch 3 .*\\(43 trials,"
                + " five folds\\)\\. Bars: .* squared error .* share of all bars\\. It explains \\d+ %"
                + " of the variance between trials.*");
    List<String> shares = html.select("#importance meter").eachAttr("value");
    assertThat(shares).hasSize(4);
    assertThat(shares.stream().mapToDouble(Double::parseDouble).sum()).isBetween(0.999, 1.001);
    assertThat(html.select("#importance .bar code").first().text()).isEqualTo("optimizer.rate");

    assertThat(html(Sweeps.halving(4)).select("#importance .lead").text())
        .isEqualTo("This needs 8 trials with different objectives at the same epoch.");
  }

  @Test
  void aSweepThatHasJustBegunHasAPage() throws IOException {
    Map<String, Object> sweep = Sweeps.halving(6);
    for (Map<String, Object> trial : trials(sweep)) {
      trial.put("state", "waiting");
      trial.put("reason", null);
      trial.put("rank", null);
      trial.put("objective", null);
      trial.put("epoch", 0);
      trial.put("rungs", List.of());
      trial.put("curve", List.of());
    }
    sweep.put("state", "running");
    sweep.put("best", null);
    sweep.put("test", null);

    Document html = html(sweep);

    assertThat(html.select("header .state").text()).isEqualTo("Not finished");
    assertThat(html.select("#winner, figure, #failures")).isEmpty();
    assertThat(html.select("#trials tbody tr")).hasSize(6);
    assertThat(html.select(".facts").text()).contains("6 waiting");
  }

  @Test
  void trialsLeadToTheirPagesWhereTheseAre() throws IOException {
    Map<String, Object> sweep = Sweeps.halving(3);
    Files.createDirectories(folder.resolve("trials/0002"));
    Files.writeString(folder.resolve("trials/0002/report.html"), "a page");
    Files.writeString(folder.resolve("report.html"), "a page");
    trials(sweep).get(0).put("run", ".");

    assertThat(html(sweep).select("a").eachAttr("href")).containsExactly("trials/0002/report.html");
  }

  @Test
  void nothingComesFromElsewhere() throws IOException {
    Pages.assertSelfContained(html(Sweeps.halving(24)));
    assertThat(Files.size(folder.resolve(SweepPage.FILE))).isLessThan(1_000_000);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("sweep.json", "sweep.html");
    }
  }

  @Test
  void noTextRunsAsAScript() throws IOException {
    Map<String, Object> sweep = Sweeps.halving(12);
    sweep.put("preset", EVIL);
    sweep.put("model", EVIL);
    sweep.put("generator", EVIL);
    var ranges = new LinkedHashMap<Object, Object>((Map<?, ?>) sweep.get("ranges"));
    ranges.put(EVIL, Map.of("kind", "choice", "values", List.of(EVIL), "when", Map.of(EVIL, EVIL)));
    sweep.put("ranges", ranges);
    var settings = new ArrayList<>(trials(sweep));
    settings.forEach(
        trial -> {
          var its = new LinkedHashMap<String, Object>(Map.of(EVIL, EVIL));
          its.put("optimizer.rate", 0.1);
          trial.put("settings", its);
        });
    trials(sweep).get(8).put("reason", EVIL);
    trials(sweep).get(0).put("run", "javascript:alert(1)//trials/0001");

    Document html = html(sweep);

    Pages.assertSelfContained(html);
    assertThat(html.select("script")).hasSize(3);
    assertThat(html.select("#failures td").text()).isEqualTo(EVIL);
    assertThat(html.select("header .subtitle").text()).isEqualTo(EVIL + " from " + EVIL);
    assertThat(html.select("#trials thead code").last().text()).isEqualTo(EVIL);
    assertThat(column(html, 9)).containsOnly(EVIL);
    assertThat(html.select("figure.chart").eachAttr("data-path")).contains(EVIL);
    assertThat(Pages.data(html).get("ranges").toString()).contains(EVIL);
  }

  @Test
  void whatIsNoSweepIsToldInASentence() throws IOException {
    assertThatThrownBy(() -> SweepPage.of(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("sweep.json");
    Map<String, Object> sweep = Sweeps.halving(3);
    sweep.put("format", 2);
    assertThatThrownBy(() -> html(sweep))
        .hasMessageMatching(".*sweep.json has format 2, this version reads 1: read it with .*");
    sweep.put("format", 1);
    sweep.put("ranges", List.of());
    assertThatThrownBy(() -> html(sweep))
        .hasMessageMatching(".*sweep.json: 'ranges' is \\[\\], which a sweep does not write: .*");
  }
}
