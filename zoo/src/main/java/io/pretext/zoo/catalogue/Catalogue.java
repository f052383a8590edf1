package io.pretext.zoo.catalogue;

import io.pretext.config.AtomicFile;
import io.pretext.config.Json;
import io.pretext.fetch.CacheFolder;
import io.pretext.fetch.Download;
import io.pretext.fetch.FolderLock;
import io.pretext.fetch.Remote;
import io.pretext.fetch.Sha256;
import io.pretext.zoo.file.TensorFile;
import io.pretext.zoo.weights.ImportOptions;
import io.pretext.zoo.weights.WeightImport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the weights of the cards are on this machine, and how they get there.
 *
 * <p>A model has a folder in the cache: the file as published, the model file that was made of it,
 * and their digests. It is looked for there, then in the offline folder, then at its addresses.
 *
 * @param cards of the models
 * @param cache where models are kept, under {@code zoo}
 * @param offline folder with files that somebody put there, as published or as model files
 * @param download how to get files
 * @param notice gets a sentence before something is downloaded for the first time
 */
public record Catalogue(
    List<ModelCard> cards,
    CacheFolder cache,
    Optional<Path> offline,
    Download download,
    Consumer<String> notice) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 5;
  private static final String DIGESTS = "digests.json";

  /** Whether a file may be downloaded of which nobody published a digest. */
  public enum Consent {
    /** No. */
    VERIFIED,
    /** Yes: its digest is kept, so that at least it cannot change unnoticed. */
    UNVERIFIED
  }

  /**
   * What {@link #verify} found.
   *
   * @param name of the model
   * @param ok whether every file is the one that is meant, as far as anybody can say
   * @param finding in words
   */
  public record Verdict(String name, boolean ok, String finding) {}

  /** That of this process; {@code PRETEXT_ZOO} names the offline folder. */
  public static Catalogue ofEnvironment(Consumer<String> notice) {
    String folder = System.getenv().getOrDefault("PRETEXT_ZOO", "");
    return new Catalogue(
        Cards.all(),
        CacheFolder.ofEnvironment(),
        Optional.of(folder).filter(name -> !name.isBlank()).map(Path::of),
        new Download(PATIENCE, ATTEMPTS),
        notice);
  }

  /**
   * The model file of {@code name}, downloaded and imported if it is not here yet.
   *
   * @throws IllegalArgumentException if there is no such card, or its file is not here and cannot
   *     be had; the message says what to do
   */
  public Path get(String name, Consent consent) {
    ModelCard card = card(name);
    if (Files.exists(modelFile(card))) {
      return modelFile(card);
    }
    return alone(
        card,
        () -> {
          if (!Files.exists(modelFile(card))) {
            bring(card, consent);
          }
          return modelFile(card);
        });
  }

  /**
   * The model file made of a file that the user has.
   *
   * @throws IllegalArgumentException if it is not the file that the card means
   */
  public Path supply(String name, Path file) {
    ModelCard card = card(name);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no file " + file);
    }
    return alone(
        card,
        () -> {
          keep(card, file);
          return modelFile(card);
        });
  }

  /** Compares what the cache holds of {@code name} with its card and with what was brought. */
  public Verdict verify(String name) {
    ModelCard card = card(name);
    if (!Files.exists(folder(card).resolve(DIGESTS))) {
      return new Verdict(name, true, "not in the cache");
    }
    Map<String, Object> digests = digests(card);
    for (var kept : digests.entrySet()) {
      Path file = folder(card).resolve(kept.getKey());
      if (Files.exists(file) && !Sha256.of(file).equals(kept.getValue())) {
        return new Verdict(name, false, file + " has changed: delete " + folder(card));
      }
    }
    Object published = digests.get(card.file());
    if (published != null && !published.toString().startsWith(card.sha256())) {
      return new Verdict(name, false, "it is not the file of the card: delete " + folder(card));
    }
    return new Verdict(
        name, true, card.sha256().isEmpty() ? "unchanged since it was brought" : "as published");
  }

  private ModelCard card(String name) {
    return cards.stream()
        .filter(card -> card.name().equals(name))
        .findFirst()
        .orElseGet(() -> Cards.named(name));
  }

  private void bring(ModelCard card, Consent consent) throws IOException {
    Optional<Path> supplied = supplied(card);
    if (supplied.isPresent()) {
      keep(card, supplied.get());
    } else if (card.isBuiltIn()) {
      unpack(card);
    } else {
      keep(card, downloaded(card, consent));
    }
  }

  private void unpack(ModelCard card) throws IOException {
    try (InputStream in = Catalogue.class.getResourceAsStream(card.file())) {
      byte[] content = in.readAllBytes();
      AtomicFile.write(
          modelFile(card), channel -> AtomicFile.writeFully(channel, ByteBuffer.wrap(content)));
    }
    note(card, Map.of());
  }

  /** What somebody put into the offline folder. */
  private Optional<Path> supplied(ModelCard card) {
    return offline.stream()
        .flatMap(
            folder ->
                List.of(card.file(), card.name() + ".safetensors").stream().map(folder::resolve))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private Path downloaded(ModelCard card, Consent consent) throws IOException {
    if (card.isUserSupplied()) {
      throw unavailable(card, "its licence, " + card.licence() + ", is between you and its owner");
    }
    if (cache.offline()) {
      throw unavailable(card, "PRETEXT_OFFLINE is set");
    }
    if (card.sha256().isEmpty() && consent == Consent.VERIFIED) {
      throw new IllegalArgumentException(
          "nobody published a digest of %s: 'pretext zoo get %s --unverified' downloads it all the same"
              .formatted(card.file(), card.name()));
    }
    notice.accept("%s is under %s, see %s".formatted(card.name(), card.licence(), card.page()));
    Path target = Files.createDirectories(folder(card)).resolve(card.file());
    UncheckedIOException failure = null;
    for (String address : card.addresses()) {
      try {
        download.fetch(new Remote(URI.create(address), card.bytes(), card.sha256()), target);
        return target;
      } catch (UncheckedIOException e) {
        failure = e;
      }
    }
    throw unavailable(card, failure.getMessage());
  }

  private IllegalArgumentException unavailable(ModelCard card, String why) {
    String from = card.isUserSupplied() ? card.page() : String.join(" or ", card.addresses());
    return new IllegalArgumentException(
        "%s is not here and is not downloaded (%s): get %s from %s and hand it over with 'pretext zoo get %s --file FILE'"
            .formatted(card.name(), why, card.file(), from, card.name()));
  }

  /** Checks a file as published, or a model file, and makes the model file of it. */
  private void keep(ModelCard card, Path file) throws IOException {
    String digest = Sha256.of(file);
    boolean isModel = file.getFileName().toString().equals(card.name() + ".safetensors");
    if (!isModel && !digest.startsWith(card.sha256())) {
      throw new IllegalArgumentException(
          "%s is not the file of %s: its SHA-256 is %s, expected %s"
              .formatted(file, card.name(), digest, card.sha256()));
    }
    Files.createDirectories(folder(card));
    try (TensorFile tensors = TensorFile.open(file)) {
      var options =
          new ImportOptions(
              Optional.of(card.backbone()),
              "",
              card.mean(),
              card.deviation(),
              List.of(),
              card.image());
      WeightImport.of(tensors, options).write(modelFile(card));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
    note(card, Map.of(card.file(), digest));
  }

  private void note(ModelCard card, Map<String, String> more) {
    var digests = new LinkedHashMap<String, String>(more);
    digests.put(modelFile(card).getFileName().toString(), Sha256.of(modelFile(card)));
    AtomicFile.write(folder(card).resolve(DIGESTS), Json.pretty(digests));
  }

  private Map<String, Object> digests(ModelCard card) {
    Path file = folder(card).resolve(DIGESTS);
    try {
      return Json.parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private Path folder(ModelCard card) {
    return cache.path().resolve("zoo").resolve(card.name());
  }

  private Path modelFile(ModelCard card) {
    return folder(card).resolve(card.name() + ".safetensors");
  }

  private <T> T alone(ModelCard card, FolderLock.Work<T> work) {
    try {
      return FolderLock.hold(cache.path().resolve("zoo"), card.name(), work);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep " + card.name() + " in " + folder(card) + ": " + e.getMessage(), e);
    }
  }
}
