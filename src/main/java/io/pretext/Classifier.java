package io.pretext;

import io.pretext.app.model.CompiledModel;
import io.pretext.app.model.ServedModel;
import io.pretext.app.run.FinetuneResult;
import io.pretext.datasets.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Says what is in an image, asked by as many threads as there are: made for a service.
 *
 * <p>An image gets the same answer, bit for bit, whoever asks and whatever else is asked. Asked for
 * alone or in a list, probabilities may differ in their last digits, since other kernels run. Not
 * to be confused with {@code io.pretext.zoo.Classifier}, the part of a graph that this runs.
 */
public final class Classifier implements AutoCloseable {

  private final ServedModel model;
  private final List<String> classes;
  private final Optional<FinetuneResult> result;

  private Classifier(ServedModel model, Optional<FinetuneResult> result) {
    this.model = model;
    this.classes = model.description().classes();
    this.result = result;
  }

  /** What a training that ended has made. */
  static Classifier of(FinetuneResult result) {
    return new Classifier(serve(result.run(), 0), Optional.of(result));
  }

  /**
   * Loads a model.
   *
   * @param model a run directory, a model file or a zoo name, with a classifier
   * @throws IllegalArgumentException if there is no such model, this version cannot read it, or it
   *     has no classifier
   */
  public static Classifier open(String model) {
    return open(model, 0);
  }

  /**
   * Loads a model.
   *
   * @param threads cores that one forward pass uses; 0 for all
   */
  public static Classifier open(String model, int threads) {
    return new Classifier(serve(model, threads), Optional.empty());
  }

  private static ServedModel serve(String model, int threads) {
    return ServedModel.open(model, CompiledModel.Output.LOGITS, threads);
  }

  /** What the training came to; empty if it was not run here. */
  public Optional<FinetuneResult> result() {
    return result;
  }

  /** How many classes there are. */
  public int classes() {
    return model.width();
  }

  /** What the class of that index is called; its number if nobody named it. */
  public String name(int index) {
    return classes.isEmpty() ? Integer.toString(index) : classes.get(index);
  }

  /** What is in one image. */
  public Prediction classify(Image image) {
    return prediction(model.run(image));
  }

  /** What is in one image; transparency is left out. */
  public Prediction classify(BufferedImage image) {
    return classify(Image.of(image));
  }

  /**
   * What is in the image in a file.
   *
   * @throws IOException if the file cannot be read or is damaged
   */
  public Prediction classify(Path file) throws IOException {
    return classify(Image.read(file));
  }

  /** What is in each image, in order; faster than one by one. */
  public List<Prediction> classify(List<Image> images) {
    return Arrays.stream(model.run(images)).map(this::prediction).toList();
  }

  private Prediction prediction(float[] logits) {
    return Prediction.of(logits, this::name);
  }

  /** Frees the native memory; whoever asks afterwards gets an IllegalStateException. */
  @Override
  public void close() {
    model.close();
  }
}
