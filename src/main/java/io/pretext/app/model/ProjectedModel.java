package io.pretext.app.model;

import io.pretext.graph.Safetensors;
import io.pretext.zoo.Projector;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.LinkedHashSet;
import java.util.Set;

/** The backbone in a run of pre-training with the first layer of the method's projector on top. */
final class ProjectedModel implements Model {

  private static final String SCOPE = Projector.SCOPE + "/";
  private static final String LINEAR = SCOPE + "fc1/";
  private static final String NORM = SCOPE + "bn1/";

  private final RunModel backbone;
  private final Safetensors checkpoint;
  private final String scope;
  private final Projector projector;

  private ProjectedModel(
      RunModel backbone, Safetensors checkpoint, String scope, Projector projector) {
    this.backbone = backbone;
    this.checkpoint = checkpoint;
    this.scope = scope;
    this.projector = projector;
  }

  /**
   * @param method that was trained, shown in errors
   * @param checkpoint of the run
   * @param scope that the backbone and the projector are in, with its slash: {@code online/}
   * @return closes {@code backbone} when it is closed
   * @throws IllegalArgumentException if the method has no projector, or one without hidden layer
   */
  static Model of(RunModel backbone, String method, Safetensors checkpoint, String scope) {
    Set<String> names = checkpoint.names();
    if (!names.contains(scope + SCOPE + "fc2/weight")) {
      throw new IllegalArgumentException(
          method
              + " has no projector with a hidden layer that could be kept: leave out --from"
              + " projector");
    }
    int width = (int) checkpoint.shape(scope + LINEAR + "weight")[0];
    var projector = new Projector(width, names.contains(scope + NORM + "weight"));
    return new ProjectedModel(backbone, checkpoint, scope, projector);
  }

  /** The run that all of it is from. */
  RunModel run() {
    return backbone;
  }

  @Override
  public Description description() {
    return backbone.description().withProjector(projector);
  }

  @Override
  public Set<String> paths() {
    var paths = new LinkedHashSet<>(backbone.paths());
    for (String name : checkpoint.names()) {
      if (name.startsWith(scope + LINEAR) || name.startsWith(scope + NORM)) {
        paths.add(name.substring(scope.length()));
      }
    }
    return paths;
  }

  @Override
  public long[] shape(String path) {
    return path.startsWith(SCOPE) ? checkpoint.shape(scope + path) : backbone.shape(path);
  }

  @Override
  public float[] read(String path) {
    return path.startsWith(SCOPE) ? checkpoint.read(scope + path) : backbone.read(path);
  }

  @Override
  public void close() {
    backbone.close();
  }
}
