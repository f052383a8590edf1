package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pretext.Classifier;
import io.pretext.Prediction;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Image;
import io.pretext.datasets.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate} and {@code predict}. */
final class ModelCommandsTest {

  @TempDir private Path folder;

  private Path model(String... classes) {
    return SmallModel.write(folder.resolve("model.safetensors"), List.of(classes));
  }

  private static Dataset shapes(int limit) {
    return Datasets.open(new DataRequest("shapes", "", Split.TEST, limit));
  }

  /** What the command counts is what the classifier says. */
  @Test
  void evaluateCountsTheAnswers() {
    Dataset images = shapes(40);
    Path model = model(images.classes().toArray(String[]::new));

    Cli cli = Cli.run("evaluate", model, "--data", "shapes", "--limit", 40, "--json");

    int first = 0;
    int few = 0;
    try (Classifier classifier = Classifier.open(model.toString())) {
      for (int i = 0; i < images.size(); i++) {
        int label = images.label(i);
        Prediction seen = classifier.classify(images.image(i));
        first += seen.best().index() == label ? 1 : 0;
        few += seen.top(5).stream().anyMatch(c -> c.index() == label) ? 1 : 0;
      }
    }
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json())
        .containsEntry("top1", 100.0 * first / 40)
        .containsEntry("top5", 100.0 * few / 40)
        .containsEntry("images", 40);
    assertThat((double) cli.json().get("images_per_second")).isPositive();
  }

  /** Labels go by name: the same model with its classes in another order is as good. */
  @Test
  void classesGoByName() {
    List<String> names = shapes(1).classes();
    var extra = new ArrayList<>(names);
    extra.add(0, "another");
    Path model = model(extra.toArray(String[]::new));
    Dataset images = shapes(40);

    Cli cli = Cli.run("evaluate", model, "--data", "shapes", "--limit", 40, "--json");

    int first = 0;
    try (Classifier classifier = Classifier.open(model.toString())) {
      for (int i = 0; i < images.size(); i++) {
        String name = images.classes().get(images.label(i));
        first += classifier.classify(images.image(i)).best().name().equals(name) ? 1 : 0;
      }
    }
    assertThat(cli.json()).containsEntry("top1", 100.0 * first / 40);
  }

  @Test
  void theDeployFormIsAsGood() {
    List<String> names = shapes(1).classes();
    Path model = SmallModel.write(folder.resolve("r.safetensors"), "repvgg-mini", names);

    Cli train = Cli.run("evaluate", model, "--data", "shapes", "--limit", 40, "--json");
    Cli deploy =
        Cli.run("evaluate", model, "--data", "shapes", "--limit", 40, "--deploy", "--json");

    assertThat(deploy.code()).as(deploy.err()).isZero();
    assertThat(deploy.json().get("top1")).isEqualTo(train.json().get("top1"));
    assertThat(Cli.run("evaluate", model(), "--data", "shapes", "--deploy").code()).isEqualTo(1);
  }

  @Test
  void otherClassesAreRefused() {
    Cli cli = Cli.run("evaluate", model("cat", "dog"), "--data", "shapes", "--limit", 4);

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).startsWith("pretext: ").contains("the model knows cat, dog");
  }

  @Test
  void aModelWithoutClassifierIsRefused() {
    Cli cli = Cli.run("evaluate", model(), "--data", "shapes", "--limit", 4);

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("has no classifier ('linear.weight')");
  }

  private Path photos() throws IOException {
    Path photos = folder.resolve("photos");
    Files.createDirectories(photos.resolve("deep"));
    Dataset images = shapes(3);
    write(images.image(0), photos.resolve("deep/a, b.png"));
    write(images.image(1), photos.resolve("c.png"));
    Files.write(photos.resolve("broken.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2});
    byte[] cut = Files.readAllBytes(photos.resolve("c.png"));
    Files.write(photos.resolve("cut.png"), Arrays.copyOf(cut, cut.length / 2));
    return photos;
  }

  private static void write(Image image, Path file) throws IOException {
    var buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length / 3; i++) {
      int value = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
      buffered.setRGB(i % image.width(), i / image.width(), value);
    }
    ImageIO.write(buffered, "png", file.toFile());
  }

  @Test
  void predictWritesATableAndListsWhatItSkipped() throws IOException {
    Path out = folder.resolve("table.csv");
    Path model = model("cat", "dog", "owl");

    Cli cli = Cli.run("predict", model, "--images", photos(), "--out", out, "--json");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json())
        .containsEntry("images", 2)
        .containsEntry("skipped", List.of("broken.jpg", "cut.png"))
        .containsEntry("classes", 3);
    assertThat(cli.err()).contains("skipped broken.jpg: ", "skipped cut.png: ");
    List<String> lines = Files.readAllLines(out);
    assertThat(lines)
        .hasSize(3)
        .first()
        .isEqualTo("path,class,probability,class_2,probability_2,class_3,probability_3");
    assertThat(lines.get(2)).startsWith("\"deep/a, b.png\",");
    try (Classifier classifier = Classifier.open(model.toString())) {
      Prediction.Choice best = classifier.classify(folder.resolve("photos/c.png")).best();
      String[] fields = lines.get(1).split(",");
      assertThat(fields[0]).isEqualTo("c.png");
      assertThat(fields[1]).isEqualTo(best.name());
      assertThat(Double.parseDouble(fields[2])).isCloseTo(best.probability(), within(1e-4));
    }
  }

  @Test
  void aFailedPredictLeavesTheOldTable() throws IOException {
    Path out = Files.writeString(folder.resolve("table.csv"), "old");

    Cli cli =
        Cli.run("predict", model("cat", "dog"), "--images", folder.resolve("no"), "--out", out);

    assertThat(cli.code()).isEqualTo(1);
    assertThat(out).hasContent("old");
  }
}
