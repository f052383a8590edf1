package io.pretext;

import io.pretext.app.model.CompiledModel;
import io.pretext.app.model.ServedModel;
import io.pretext.datasets.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns images into features, asked by as many threads as there are: made for a service.
 *
 * <p>An image gets the same values, bit for bit, whoever asks and whatever else is asked. Asked for
 * alone or in a list, its values may differ in their last digits, since other kernels run.
 */
public final class Embedder implements AutoCloseable {

  private final ServedModel model;

  private Embedder(ServedModel model) {
    this.model = model;
  }

  /**
   * Loads a model.
   *
   * @param model a run directory, a model file or a zoo name
   * @throws IllegalArgumentException if there is no such model, or this version cannot read it
   */
  public static Embedder open(String model) {
    return open(model, 0);
  }

  /**
   * Loads a model.
   *
   * @param threads cores that one forward pass uses; 0 for all
   */
  public static Embedder open(String model, int threads) {
    return new Embedder(ServedModel.open(model, CompiledModel.Output.FEATURES, threads));
  }

  /** Values per image. */
  public int features() {
    return model.width();
  }

  /** The features of one image. */
  public float[] embed(Image image) {
    return model.run(image);
  }

  /** The features of one image; transparency is left out. */
  public float[] embed(BufferedImage image) {
    return embed(Image.of(image));
  }

  /**
   * The features of the image in a file.
   *
   * @throws IOException if the file cannot be read or is damaged
   */
  public float[] embed(Path file) throws IOException {
    return embed(Image.read(file));
  }

  /** One row of features per image, in order; faster than one by one. */
  public float[][] embed(List<Image> images) {
    return model.run(images);
  }

  /** Frees the native memory; whoever asks afterwards gets an IllegalStateException. */
  @Override
  public void close() {
    model.close();
  }
}
