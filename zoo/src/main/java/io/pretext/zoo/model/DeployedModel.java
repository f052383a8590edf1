package io.pretext.zoo.model;

import io.pretext.zoo.Reparameterisation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A RepVGG in its deploy form, computed from a model in the form for training. */
public final class DeployedModel implements Model {

  private final Model train;
  private final Map<String, long[]> shapes;
  private final Function<String, float[]> values;

  private DeployedModel(Model train, Reparameterisation form) {
    this.train = train;
    this.shapes = form.shapes();
    this.values = form.of(train::read);
  }

  /**
   * The deploy form of {@code model}: itself if it has that form.
   *
   * @return closes {@code model} when it is closed
   * @throws IllegalArgumentException if the model is no RepVGG, or its weights are not of the form
   *     that it says
   */
  public static Model deployed(Model model) {
    requireForm(model);
    if (model.description().deploy()) {
      return model;
    }
    var shapes = new LinkedHashMap<String, long[]>();
    model.paths().forEach(path -> shapes.put(path, model.shape(path)));
    try {
      return new DeployedModel(model, new Reparameterisation(shapes));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(model.description().backbone() + ": " + e.getMessage(), e);
    }
  }

  /**
   * {@code model} in the form that is asked for.
   *
   * @param deploy whether that is the deploy form
   * @throws IllegalArgumentException if it is not, and {@code model} has the deploy form: a sum
   *     does not tell its branches
   */
  public static Model inForm(Model model, boolean deploy) {
    if (deploy) {
      return deployed(model);
    }
    requireForm(model);
    if (model.description().deploy()) {
      throw new IllegalArgumentException(
          "these weights of "
              + model.description().backbone()
              + " are of its deploy form, from which the branches of the form for training cannot"
              + " be told; ask for the deploy form, or take the weights as they were trained");
    }
    return model;
  }

  private static void requireForm(Model model) {
    Description description = model.description();
    if (description.deploy() != Reparameterisation.isDeployed(model.paths())) {
      throw new IllegalArgumentException(
          "the weights of "
              + description.backbone()
              + " are said to be of the "
              + (description.deploy() ? "deploy form" : "form for training")
              + " and are not; import them again");
    }
  }

  @Override
  public Description description() {
    return train.description().deployed();
  }

  @Override
  public Set<String> paths() {
    return Collections.unmodifiableSet(shapes.keySet());
  }

  @Override
  public long[] shape(String path) {
    long[] shape = shapes.get(path);
    if (shape == null) {
      throw new IllegalArgumentException("the deploy form has no value at " + path);
    }
    return shape.clone();
  }

  @Override
  public float[] read(String path) {
    return values.apply(path);
  }

  @Override
  public void close() {
    train.close();
  }
}
