package io.pretext.app.model;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.config.Nearest;
import io.pretext.fetch.Sha256;
import io.pretext.train.RunDirectory;
import io.pretext.zoo.catalogue.Cards;
import io.pretext.zoo.catalogue.Catalogue;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what {@code MODEL} stands for on the command line: a run directory, a model file, or a name
 * of the zoo.
 */
public final class Models {

  private static final Logger LOG = LoggerFactory.getLogger(Models.class);

  /** Up to where a model is taken. */
  public enum From {
    /** Up to the backbone's features. */
    BACKBONE,
    /** Up to the first layer of the projector that a method trained on it. */
    PROJECTOR;

    /** As the command line spells it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Models() {}

  /**
   * Opens a model.
   *
   * @param model a run directory, a safetensors file that describes itself, or the name of a model
   *     of the zoo, which is downloaded if it is not here yet
   * @throws IllegalArgumentException if it is none of them; the message says what to do
   */
  public static Model open(String model) {
    Path path = path(model);
    if (!Files.isDirectory(path)) {
      return ModelFile.open(file(model, path));
    }
    RunDirectory run = RunDirectory.open(path);
    return FinetuneConfig.describes(run.config()) ? FinetunedModel.open(run) : RunModel.open(path);
  }

  /**
   * Opens a model as far as is wanted.
   *
   * @param model as {@link #open(String)} takes it
   * @throws IllegalArgumentException if it holds no projector
   */
  public static Model open(String model, From from) {
    Model opened = open(model);
    if (from == From.BACKBONE || !opened.description().projector().isNone()) {
      return opened;
    }
    try {
      if (opened instanceof RunModel run) {
        return run.projected();
      }
      throw new IllegalArgumentException(
          model
              + " holds no projector, as runs of pre-training do: name such a run, or leave out"
              + " --from projector");
    } catch (IllegalArgumentException e) {
      opened.close();
      throw e;
    }
  }

  /** What is on the disk comes before what is in the zoo. */
  private static Path file(String model, Path path) {
    if (Files.exists(path)) {
      return path;
    }
    if (Cards.names().contains(model)) {
      return Catalogue.ofEnvironment(LOG::warn).get(model, Catalogue.Consent.VERIFIED);
    }
    throw new IllegalArgumentException(
        "there is no model '"
            + model
            + "': it is neither a run directory nor a file, and in the zoo "
            + Nearest.suggestion(model, Cards.names()));
  }

  /**
   * The digest of the file that holds a model's weights, as provenance records it: {@code
   * sha256:...}.
   *
   * @param model as {@link #open} takes it
   */
  public static String fingerprint(String model) {
    Path path = path(model);
    Path file =
        Files.isDirectory(path) ? RunDirectory.open(path).checkpoint().file() : file(model, path);
    return "sha256:" + Sha256.of(file);
  }

  /**
   * The digest of a model itself, whatever file it is read from: of what it is and of all its
   * values.
   */
  public static String digest(Model model) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(model.description().toString().getBytes(StandardCharsets.UTF_8));
      for (String path : new TreeSet<>(model.paths())) {
        float[] values = model.read(path);
        digest.update((path + Arrays.toString(model.shape(path))).getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Path path(String model) {
    try {
      return Path.of(model);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(model + " cannot be a file: " + e.getReason(), e);
    }
  }
}
