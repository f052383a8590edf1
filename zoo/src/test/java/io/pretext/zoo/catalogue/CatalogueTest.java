package io.pretext.zoo.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.fetch.CacheFolder;
import io.pretext.fetch.Download;
import io.pretext.fetch.Sha256;
import io.pretext.graph.Safetensors;
import io.pretext.graph.Shape;
import io.pretext.testkit.FileServer;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.WeightShapes;
import io.pretext.zoo.catalogue.Catalogue.Consent;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueTest {

  private static final Path CARDS = Path.of("src/main/resources/io/pretext/zoo/catalogue");
  private static final String OURS = "resnet20-simclr-cifar10";

  @TempDir private Path folder;
  private final List<String> notices = new ArrayList<>();

  private Catalogue catalogue(boolean offline, Optional<Path> supplied, ModelCard... cards) {
    return new Catalogue(
        List.of(cards),
        new CacheFolder(folder.resolve("cache"), offline),
        supplied,
        new Download(Duration.ofSeconds(5), 1),
        notices::add);
  }

  private Catalogue catalogue(ModelCard... cards) {
    return catalogue(false, Optional.empty(), cards);
  }

  /** A ResNet-20 as somebody would publish it. */
  private byte[] published() throws IOException {
    Path file = folder.resolve("published.safetensors");
    var shapes = new LinkedHashMap<String, long[]>();
    WeightShapes.of("resnet20", BackboneOptions.standard(), 32)
        .values()
        .forEach((path, shape) -> shapes.put(path.replace('/', '.'), shape));
    Safetensors.write(
        file,
        shapes,
        name -> {
          long[] shape = shapes.get(name);
          return new float[(int) Shape.size(shape)];
        },
        Map.of());
    return Files.readAllBytes(file);
  }

  private static ModelCard card(String sha256, String licence, String... addresses) {
    return new ModelCard(
        "tiny",
        "Tiny",
        "resnet20",
        "test",
        "torchvision",
        licence,
        "https://example.org/tiny",
        List.of(addresses),
        "tiny.pth",
        0,
        sha256,
        32,
        List.of(0.1, 0.2, 0.3),
        List.of(1.0, 1.0, 1.0),
        List.of(),
        Map.of(),
        "");
  }

  @Test
  void everyCardIsListedAndNoOther() throws IOException {
    try (Stream<Path> files = Files.list(CARDS)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".json"))
                  .map(name -> name.replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(Cards.names());
    }
    for (ModelCard card : Cards.all()) {
      assertThat(Cards.named(card.name())).isEqualTo(card);
      assertThat(card.addresses()).allMatch(a -> a.startsWith("https://") || card.isBuiltIn());
      if (card.licence().contains("-NC")) {
        assertThat(card.isUserSupplied()).as(card.name()).isTrue();
      }
      if (!card.sha256().isEmpty() && !card.isBuiltIn()) {
        assertThat(card.file()).contains(card.sha256());
      }
    }
  }

  @Test
  void ourOwnModelComesFromInside() {
    Catalogue catalogue =
        new Catalogue(
            Cards.all(),
            new CacheFolder(folder, true),
            Optional.empty(),
            new Download(Duration.ofSeconds(1), 1),
            notices::add);

    Path file = catalogue.get(OURS, Consent.VERIFIED);

    assertThat(Sha256.of(file)).isEqualTo(Cards.named(OURS).sha256());
    assertThat(file).hasSize(Cards.named(OURS).bytes());
    try (Model model = ModelFile.open(file)) {
      assertThat(model.description().backbone()).isEqualTo("resnet20");
      assertThat(model.description().mean()).isEqualTo(Cards.named(OURS).mean());
      assertThat(model.description().deviation()).isEqualTo(Cards.named(OURS).deviation());
    }
    assertThat(catalogue.verify(OURS).ok()).isTrue();
    assertThat(notices).isEmpty();
  }

  @Test
  void aModelIsDownloadedOnceAndTheLicenceShown() throws IOException {
    byte[] content = published();
    try (FileServer server = new FileServer(content, FileServer::whole)) {
      ModelCard card = card(server.sha256(), "MIT", server.address("tiny.pth").toString());
      Catalogue catalogue = catalogue(card);

      Path file = catalogue.get("tiny", Consent.VERIFIED);
      Path again = catalogue.get("tiny", Consent.VERIFIED);

      assertThat(again).isEqualTo(file);
      assertThat(server.ranges()).hasSize(1);
      assertThat(notices).containsExactly("tiny is under MIT, see https://example.org/tiny");
      try (Model model = ModelFile.open(file)) {
        assertThat(model.description().mean()).containsExactly(0.1, 0.2, 0.3);
        assertThat(model.description().image()).isEqualTo(32);
      }
      assertThat(catalogue.verify("tiny").finding()).isEqualTo("as published");
    }
  }

  @Test
  void theBeginningOfADigestIsEnough() throws IOException {
    try (FileServer server = new FileServer(published(), FileServer::whole)) {
      String address = server.address("tiny.pth").toString();
      String digits = server.sha256().substring(0, 8);
      String others = digits.startsWith("0") ? "11111111" : "00000000";

      assertThatThrownBy(
              () -> catalogue(card(others, "MIT", address)).get("tiny", Consent.VERIFIED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected " + others)
          .hasMessageContaining("--file FILE");
      assertThat(catalogue(card(digits, "MIT", address)).get("tiny", Consent.VERIFIED)).exists();
    }
  }

  @Test
  void aFileWithoutDigestNeedsConsent() throws IOException {
    try (FileServer server = new FileServer(published(), FileServer::whole)) {
      ModelCard card = card("", "MIT", server.address("tiny.pth").toString());

      assertThatThrownBy(() -> catalogue(card).get("tiny", Consent.VERIFIED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nobody published a digest of tiny.pth")
          .hasMessageContaining("zoo get tiny --unverified");
      assertThat(server.ranges()).isEmpty();

      catalogue(card).get("tiny", Consent.UNVERIFIED);
      assertThat(catalogue(card).verify("tiny").finding())
          .isEqualTo("unchanged since it was brought");
    }
  }

  @Test
  void aMirrorIsAskedWhenTheFirstFails() throws IOException {
    try (FileServer down = new FileServer(new byte[0], FileServer.status(404));
        FileServer mirror = new FileServer(published(), FileServer::whole)) {
      ModelCard card =
          card(
              mirror.sha256(),
              "MIT",
              down.address("tiny.pth").toString(),
              mirror.address("tiny.pth").toString());

      assertThat(catalogue(card).get("tiny", Consent.VERIFIED)).exists();
      assertThat(down.ranges()).hasSize(1);
    }
  }

  @Test
  void aBrokenOffDownloadIsGoneOnWith() throws IOException {
    byte[] content = published();
    try (FileServer server =
        new FileServer(content, FileServer.cutAfter(100_000), FileServer::whole)) {
      ModelCard card = card(server.sha256(), "MIT", server.address("tiny.pth").toString());

      assertThatThrownBy(() -> catalogue(card).get("tiny", Consent.VERIFIED))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(catalogue(card).get("tiny", Consent.VERIFIED)).exists();

      assertThat(server.ranges().get(1)).startsWith("bytes=");
    }
  }

  @Test
  void offlineSaysWhatToDo() {
    ModelCard card = card("0".repeat(64), "MIT", "https://example.org/tiny.pth");

    assertThatThrownBy(() -> catalogue(true, Optional.empty(), card).get("tiny", Consent.VERIFIED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tiny is not here and is not downloaded (PRETEXT_OFFLINE is set): get tiny.pth from"
                + " https://example.org/tiny.pth and hand it over with"
                + " 'pretext zoo get tiny --file FILE'");
  }

  @Test
  void theOfflineFolderIsAskedFirst() throws IOException {
    Path supplied = Files.createDirectories(folder.resolve("supplied"));
    Files.write(supplied.resolve("tiny.pth"), published());
    ModelCard card =
        card(Sha256.of(supplied.resolve("tiny.pth")), "MIT", "https://example.org/tiny.pth");
    Catalogue catalogue = catalogue(true, Optional.of(supplied), card);

    assertThat(catalogue.get("tiny", Consent.VERIFIED)).exists();
    assertThat(catalogue.verify("tiny").ok()).isTrue();
  }

  @Test
  void weightsNotForCommerceComeFromTheUserOnly() throws IOException {
    Path mine = folder.resolve("mine.pth");
    Files.write(mine, published());
    ModelCard card = card("", "CC-BY-NC-4.0");

    assertThatThrownBy(() -> catalogue(card).get("tiny", Consent.UNVERIFIED))
        .hasMessageContaining("CC-BY-NC-4.0")
        .hasMessageContaining("get tiny.pth from https://example.org/tiny");
    assertThat(catalogue(card).supply("tiny", mine)).exists();
    assertThat(catalogue(card).get("tiny", Consent.VERIFIED)).exists();
  }

  @Test
  void aSuppliedFileOfAnotherDigestIsRefused() throws IOException {
    Path mine = folder.resolve("mine.pth");
    Files.write(mine, published());
    ModelCard card = card("0".repeat(64), "MIT", "https://example.org/tiny.pth");

    assertThatThrownBy(() -> catalogue(card).supply("tiny", mine))
        .hasMessageContaining("is not the file of tiny: its SHA-256 is " + Sha256.of(mine));
  }

  @Test
  void aFileThatChangedIsFound() throws IOException {
    Catalogue catalogue = catalogue(Cards.named(OURS));
    Path file = catalogue.get(OURS, Consent.VERIFIED);
    byte[] content = Files.readAllBytes(file);
    content[content.length - 1]++;
    Files.write(file, content);

    assertThat(catalogue.verify(OURS).ok()).isFalse();
    assertThat(catalogue.verify(OURS).finding()).contains("has changed");
  }

  @Test
  void theApiHasTheShapeOfTheEcosystem() {
    ZooModel resNet = ZooModel.of("resnet50");

    assertThat(resNet.pretrained()).contains("dino", "in1k", "barlow-twins");
    assertThat(resNet.pretrainedAvailable("dino")).isTrue();
    assertThat(resNet.pretrainedAvailable("mnist")).isFalse();
    assertThatThrownBy(() -> resNet.initPretrained("din"))
        .hasMessageContaining("did you mean 'dino'?");
    assertThatThrownBy(() -> ZooModel.of("resnet51")).hasMessageContaining("resnet50");
  }

  @Test
  void anUnknownNameSuggestsTheNearest() {
    assertThatThrownBy(() -> Cards.named("resnet50-dinno"))
        .hasMessageContaining("did you mean 'resnet50-dino'?");
  }
}
