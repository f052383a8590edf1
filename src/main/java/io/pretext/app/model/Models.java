package io.pretext.app.model;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.fetch.Sha256;
import io.pretext.train.RunDirectory;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds what {@code MODEL} stands for on the command line: a run directory or a model file. */
public final class Models {

  private Models() {}

  /**
   * Opens a model.
   *
   * @param model a run directory, or a safetensors file that describes itself
   * @throws IllegalArgumentException if it is neither; the message says what to do
   */
  public static Model open(String model) {
    Path path = path(model);
    if (Files.isDirectory(path)) {
      RunDirectory run = RunDirectory.open(path);
      return FinetuneConfig.describes(run.config())
          ? FinetunedModel.open(run)
          : RunModel.open(path);
    }
    if (Files.exists(path)) {
      return ModelFile.open(path);
    }
    throw new IllegalArgumentException(
        "there is no model '" + model + "': it is neither a run directory nor a file");
  }

  /**
   * The digest of the file that holds a model's weights, as provenance records it: {@code
   * sha256:...}.
   *
   * @param model as {@link #open} takes it
   */
  public static String fingerprint(String model) {
    Path path = path(model);
    Path file = Files.isDirectory(path) ? RunDirectory.open(path).checkpoint().file() : path;
    return "sha256:" + Sha256.of(file);
  }

  private static Path path(String model) {
    try {
      return Path.of(model);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(model + " cannot be a file: " + e.getReason(), e);
    }
  }
}
