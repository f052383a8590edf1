package io.pretext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.app.SmallModel;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Image;
import io.pretext.datasets.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embedder and Classifier, on a small network that nobody trained. */
final class ServiceTest {

  private static final List<String> CLASSES = List.of("circle", "square", "triangle");

  @TempDir private static Path folder;
  private static Path file;
  private static Path headless;
  private static Dataset images;

  @BeforeAll
  static void makeModels() {
    images = Datasets.open(new DataRequest("shapes", "", Split.TRAIN, 24));
    file = folder.resolve("model.safetensors");
    headless = folder.resolve("headless.safetensors");
    SmallModel.write(file, CLASSES);
    SmallModel.write(headless, List.of());
  }

  /** Asks for every image from eight threads at once, {@code rounds} times. */
  private static <T> List<T> fromEightThreads(int rounds, Callable<List<T>> all) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      var results = new ArrayList<T>();
      List<Callable<List<T>>> asked = IntStream.range(0, 8 * rounds).mapToObj(i -> all).toList();
      for (Future<List<T>> result : threads.invokeAll(asked)) {
        results.addAll(result.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }

  private static List<Image> all() {
    return IntStream.range(0, images.size()).mapToObj(images::image).toList();
  }

  @Test
  void eightThreadsGetTheFeaturesThatOneGets() throws Exception {
    try (Embedder embedder = Embedder.open(file.toString())) {
      List<float[]> once = all().stream().map(embedder::embed).toList();

      List<float[]> often = fromEightThreads(3, () -> all().stream().map(embedder::embed).toList());

      assertThat(often).hasSize(8 * 3 * images.size());
      for (int i = 0; i < often.size(); i++) {
        assertThat(often.get(i)).isEqualTo(once.get(i % images.size()));
      }
    }
  }

  @Test
  void eightThreadsThatAskForManyGetTheSameToo() throws Exception {
    try (Classifier classifier = Classifier.open(file.toString())) {
      List<Prediction> once = classifier.classify(all());

      List<Prediction> often = fromEightThreads(3, () -> classifier.classify(all()));

      for (int i = 0; i < often.size(); i++) {
        assertThat(often.get(i)).isEqualTo(once.get(i % images.size()));
      }
    }
  }

  @Test
  void oneAndManyAgreeUpToTheLastDigits() {
    try (Embedder embedder = Embedder.open(file.toString())) {
      float[][] many = embedder.embed(all());

      assertThat(many).hasNumberOfRows(images.size());
      for (int i = 0; i < many.length; i++) {
        float[] one = embedder.embed(images.image(i));
        for (int d = 0; d < embedder.features(); d++) {
          assertThat(many[i][d]).isCloseTo(one[d], within(1e-5f));
        }
      }
    }
  }

  /** The service makes images ready as training's evaluation does. */
  @Test
  void theServiceSeesWhatEvaluationSees() {
    try (Embedder embedder = Embedder.open(file.toString());
        var evaluated = Pretext.open(file.toString())) {
      float[] there = evaluated.embed("shapes")[5];
      float[] here = embedder.embed(images.image(5));

      for (int d = 0; d < there.length; d++) {
        assertThat(here[d]).isCloseTo(there[d], within(1e-5f));
      }
    }
  }

  @Test
  void everyFormOfAnImageGivesTheSame() throws IOException {
    Image image = images.image(3);
    var buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < image.width() * image.height(); i++) {
      int r = image.rgb()[3 * i] & 0xff;
      int g = image.rgb()[3 * i + 1] & 0xff;
      int b = image.rgb()[3 * i + 2] & 0xff;
      buffered.setRGB(i % image.width(), i / image.width(), 0xff << 24 | r << 16 | g << 8 | b);
    }
    Path png = folder.resolve("image.png");
    var opaque = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    opaque.createGraphics().drawImage(buffered, 0, 0, null);
    ImageIO.write(opaque, "png", png.toFile());

    try (Embedder embedder = Embedder.open(file.toString())) {
      assertThat(embedder.embed(buffered)).isEqualTo(embedder.embed(image));
      assertThat(embedder.embed(png)).isEqualTo(embedder.embed(image));
    }
  }

  @Test
  void aPredictionIsOrderedAndSumsToOne() {
    try (Classifier classifier = Classifier.open(file.toString())) {
      Prediction seen = classifier.classify(images.image(0));

      assertThat(classifier.classes()).isEqualTo(3);
      assertThat(seen.choices()).hasSize(3);
      assertThat(seen.choices().stream().mapToDouble(Prediction.Choice::probability).sum())
          .isCloseTo(1, within(1e-12));
      assertThat(seen.best().probability()).isGreaterThan(seen.choices().get(2).probability());
      assertThat(seen.best().name()).isEqualTo(CLASSES.get(seen.best().index()));
      assertThat(seen.top(5)).isEqualTo(seen.choices());
      assertThat(seen.top(2)).hasSize(2);
    }
  }

  @Test
  void aModelWithoutClassifierSaysSo() {
    assertThatThrownBy(() -> Classifier.open(headless.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no classifier ('linear.weight')");
  }

  @Test
  void whoeverAsksAClosedModelIsTold() {
    Embedder embedder = Embedder.open(headless.toString());
    embedder.close();
    embedder.close();

    assertThatThrownBy(() -> embedder.embed(images.image(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model is closed");
  }

  /** Threads that still ask while another closes get an answer or the exception, never garbage. */
  @Test
  void closingWhileOthersAskIsOrderly() throws Exception {
    Embedder embedder = Embedder.open(headless.toString());
    float[] right = embedder.embed(images.image(0));
    Callable<List<Boolean>> ask =
        () -> {
          try {
            for (int i = 0; i < 200; i++) {
              assertThat(embedder.embed(images.image(0))).isEqualTo(right);
            }
            return List.of(true);
          } catch (IllegalStateException closed) {
            return List.of(false);
          } finally {
            embedder.close();
          }
        };

    assertThat(fromEightThreads(1, ask)).hasSize(8).contains(false);
  }
}
