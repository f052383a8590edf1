package io.pretext.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.config.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunPageTest {

  private static final String EVIL = "</script><script>alert(1)</script>\"'&";

  private static final Map<String, Object> CONFIG =
      Map.of(
          "seed", 3,
          "method", Map.of("name", "byol", "momentum", 0.99),
          "backbone", Map.of("name", "resnet20"),
          "schedule", Map.of("epochs", 4, "batch", 8));

  @TempDir private Path folder;

  /** Four epochs of five steps with every kind of metric; the third looks wrong. */
  private static List<Map<String, Object>> log() {
    var log = new ArrayList<Map<String, Object>>();
    log.add(
        Map.of("epoch", 0, "step", 0, "knn_random_init", 29.5, "knn_pixels", 31.75, "odd", 7.5));
    for (int epoch = 1; epoch <= 4; epoch++) {
      for (int i = 1; i <= 5; i++) {
        int step = 5 * (epoch - 1) + i;
        log.add(Map.of("epoch", epoch, "step", step, "loss", 5.0 / step, "rate", 0.1));
      }
      var line = new LinkedHashMap<String, Object>();
      line.put("epoch", epoch);
      line.put("step", 5 * epoch);
      line.put("epoch_loss", 4.0 / epoch);
      line.put("rate", 0.1);
      line.put("spread", 0.7);
      line.put("effective_rank", 20.0 + epoch);
      line.put("positive_similarity", 0.5);
      line.put("probe_train", 20.0 + epoch);
      line.put("novel_signal", epoch == 2 ? "NaN" : 0.25);
      if (epoch >= 3) {
        line.put("knn", 36.0 + epoch);
        line.put("warning", List.of("the spread is 0.0" + epoch + ", below 0.10"));
      }
      log.add(line);
    }
    return log;
  }

  private RunPage page() {
    return new RunPage(
        folder.resolve("run"),
        log(),
        CONFIG,
        Optional.of(
            new RunPage.Preset(
                "cifar10/byol",
                true,
                Map.of(
                    "seed", 0,
                    "method", Map.of("name", "byol", "momentum", 0.99),
                    "backbone", Map.of("name", "resnet20"),
                    "schedule", Map.of("epochs", 200, "batch", 8.0)))),
        Map.of("version", "0.1", "seed", 3, "command", "pretext pretrain x", "weights", ""),
        Optional.empty());
  }

  private Document html(RunPage page) throws IOException {
    Files.createDirectories(page.folder());
    return Pages.parse(page.html());
  }

  @Test
  void everyMetricIsCharted() throws IOException {
    Document html = html(page());

    assertThat(html.select("figure.chart").eachAttr("data-chart"))
        .containsExactly(
            "loss",
            "knn",
            "probe_train",
            "rate",
            "spread",
            "effective_rank",
            "odd",
            "positive_similarity",
            "novel_signal");
    Map<String, Map<?, ?>> charts = Pages.charts(html);
    assertThat(charts.keySet()).isEqualTo(Pages.figures(html));
    assertThat(charts.get("loss").get("lines").toString())
        .contains("name=loss", "name=epoch_loss", "y=[4, 2, 1.33333, 1]", "x=[0.5, 1.5, 2.5, 3.5]")
        .contains("x=[0.2, 0.4,");
    assertThat(charts.get("knn").toString())
        .contains("x=[3, 4], y=[39, 40]")
        .contains("name=random init", "value=29.5", "name=raw pixels", "value=31.75");
    assertThat(charts.get("novel_signal").toString()).contains("y=[0.25, null, 0.25, 0.25]");
    assertThat(html.select("#learning .name").eachText())
        .containsExactly("Loss", "kNN accuracy", "Online probe in training", "Learning rate");
    assertThat(html.select("#monitors .name").eachText())
        .containsExactly("Odd", "Similarity of positives", "Novel signal");
    assertThat(html.select("[data-chart=knn] output").text()).isEqualTo("40.00 %");
  }

  @Test
  void levelsOfAMetricThatIsNotThereAreCharts() throws IOException {
    var page = page();
    var log = List.of(Map.<String, Object>of("epoch", 0, "step", 0, "knn_pixels", 31.75));

    Document html =
        html(new RunPage(page.folder(), log, CONFIG, Optional.empty(), Map.of(), Optional.empty()));

    assertThat(Pages.figures(html)).containsExactly("knn_pixels");
    assertThat(html.select("#configuration .lead").text()).contains("no preset to compare");
  }

  @Test
  void warningsAreToldOnceWithTheirEpochs() throws IOException {
    Document html = html(page());

    assertThat(html.select("#warnings li").eachText())
        .containsExactly("epochs 3\u20134 the spread is 0.04, below 0.10");
    assertThat(Pages.data(html).get("warned")).isEqualTo(List.of(3, 4));
    assertThat(Pages.charts(html).get("spread").get("marked")).isEqualTo(true);
    assertThat(Pages.charts(html).get("loss").get("marked")).isEqualTo(false);
  }

  @Test
  void aHealthyRunHasNoWarnings() throws IOException {
    var page = page();
    var log = page.log().stream().filter(line -> !line.containsKey("warning")).toList();

    Document html =
        html(new RunPage(page.folder(), log, CONFIG, page.preset(), Map.of(), Optional.empty()));

    assertThat(html.select("#warnings")).isEmpty();
    assertThat(html.select("#signals .lead").text()).contains("Nothing looked wrong");
  }

  @Test
  void whatDiffersFromThePresetComesFirst() throws IOException {
    Document html = html(page());

    assertThat(html.select("#configuration .lead").text())
        .isEqualTo(
            "The run began with the preset cifar10/byol, from which it differs in 2 settings.");
    assertThat(html.select("#changes tbody tr").eachText())
        .containsExactlyInAnyOrder("seed 0 3", "schedule.epochs 200 4");
    assertThat(html.select(".settings dd")).hasSize(6);
    assertThat(html.select(".settings dd.changed").eachText()).containsExactlyInAnyOrder("3", "4");
    assertThat(html.select("#provenance tr").eachText()).containsExactly("Pretext 0.1", "Seed 3");
    assertThat(html.select("#provenance pre").text()).isEqualTo("pretext pretrain x");
  }

  @Test
  void picturesAreInThePage() throws IOException {
    Path run = Files.createDirectories(page().folder());
    for (String name : List.of("neighbours", "views", "loss", "attention")) {
      ImageIO.write(
          new BufferedImage(31, 17, BufferedImage.TYPE_INT_RGB),
          "png",
          run.resolve(name + ".png").toFile());
    }
    Files.write(run.resolve("huge.png"), new byte[1_700_000]);

    Document html = html(page());

    assertThat(html.select(".picture .name").eachText())
        .containsExactly("Views", "Nearest neighbours", "attention");
    assertThat(html.select("img").eachAttr("width")).containsOnly("31");
    assertThat(html.select("img").eachAttr("src"))
        .allMatch(src -> src.startsWith("data:image/png;base64,iVBOR"));
    assertThat(html.select("#pictures .quiet").text()).startsWith("huge.png is too large");
  }

  @Test
  void nothingComesFromElsewhere() throws IOException {
    Document html = html(page());

    Pages.assertSelfContained(html);
    assertThat(page().html().length()).isLessThan(3_000_000);
    assertThat(html.select("script").get(1).data())
        .startsWith("/*\nCopyright 2010-2023 Mike Bostock\n")
        .contains("this permission notice appear in all copies");
  }

  @Test
  void noTextRunsAsAScript() throws IOException {
    var log = new ArrayList<>(log());
    log.add(Map.of("epoch", 5, "step", 25, "epoch_loss", 1.0, EVIL, 1.0, "warning", EVIL));
    var config = Map.of("seed", EVIL, EVIL, 1, "method", Map.of("name", EVIL));
    var preset = new RunPage.Preset(EVIL, false, Map.of());
    var page =
        new RunPage(
            folder.resolve("<script>alert(1)<").resolve("script>"),
            log,
            config,
            Optional.of(preset),
            Map.of("command", EVIL, "machine", EVIL),
            Optional.of(Map.of("dataset", EVIL, "images", 3)));

    Document html = html(page);

    Pages.assertSelfContained(html);
    assertThat(html.select("script")).hasSize(3);
    assertThat(html.select("#provenance pre").text()).isEqualTo(EVIL);
    assertThat(html.select("#warnings li").last().text()).isEqualTo("epoch 5 " + EVIL);
    assertThat(Pages.charts(html)).containsKey(EVIL);
    assertThat(Pages.figures(html)).contains(EVIL);
  }

  @Test
  void aNameThatIsAScriptIsAName() throws IOException {
    var page = page();
    var named =
        new RunPage(
            folder.resolve("<script>"),
            List.of(),
            CONFIG,
            Optional.empty(),
            Map.of(),
            page.result());

    Document html = html(named);

    assertThat(html.title()).isEqualTo("<script>");
    assertThat(html.select("h1").text()).isEqualTo("<script>");
    assertThat(html.select("script")).hasSize(3);
  }

  @Test
  void aFinishedRunTellsItsCost() throws IOException {
    var page = page();
    Map<String, Object> result =
        Json.parse(
            "result",
            """
            {"dataset": "cifar10 (train)", "images": 10000, "steps": 20, "knn": null,
             "images_per_second": 122.43, "seconds": 1308.96, "planned_mb": 512, "peak_rss_mb": 1704}
            """);

    Document html =
        html(
            new RunPage(
                page.folder(), log(), CONFIG, Optional.empty(), Map.of(), Optional.of(result)));

    assertThat(html.select("header").text())
        .contains(
            "byol on resnet20 \u00b7 cifar10 (train), 10,000 images", "Finished after 4 epochs");
    assertThat(html.select("#cost tr").eachText())
        .containsExactly(
            "Time, evaluation included, over all sessions 21 min 49 s",
            "Per epoch 5 min 27 s",
            "Images through the training step 122.4 per s",
            "Steps 20",
            "Planned for the step 512 MB",
            "Most memory of the process 1,704 MB");
    assertThat(html.select(".facts > div").eachText())
        .contains("kNN accuracy 40.00 % random init 29.50 % raw pixels 31.75 %")
        .contains("Speed 122 images/s through the step");
  }

  @Test
  void longRunsFit() throws IOException {
    var log = new ArrayList<Map<String, Object>>();
    IntStream.rangeClosed(1, 4000)
        .forEach(
            step ->
                log.add(
                    Map.of("epoch", step / 4 + 1, "step", step, "loss", 1 / 3.0, "rate", 1 / 7.0)));
    var page = page();
    Files.createDirectories(page.folder());

    String html =
        new RunPage(page.folder(), log, CONFIG, page.preset(), Map.of(), Optional.empty()).html();

    assertThat(html.length()).isBetween(300_000, 600_000);
  }

  @Test
  void aPageReplacesTheOneBefore() throws IOException {
    Files.createDirectories(page().folder());
    Path file = page().folder().resolve(RunPage.FILE);
    Files.writeString(file, "old");

    page().write(file);

    assertThat(file).content().startsWith("<!doctype html>").endsWith("</html>\n\n");
    try (var files = Files.list(page().folder())) {
      assertThat(files).containsExactly(file);
    }
    assertThatThrownBy(() -> page().write(file.resolve("below")))
        .hasMessageStartingWith("cannot write " + file);
  }
}
