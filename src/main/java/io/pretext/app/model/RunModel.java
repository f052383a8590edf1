package io.pretext.app.model;

import io.pretext.app.config.BackboneConfig;
import io.pretext.app.config.PretrainConfig;
import io.pretext.app.config.ViewSettings;
import io.pretext.graph.Graph;
import io.pretext.graph.Safetensors;
import io.pretext.train.RunDirectory;
import io.pretext.zoo.export.StateDict;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The backbone in the last checkpoint of a run of pre-training. */
public final class RunModel implements Model {

  private final PretrainConfig config;
  private final Safetensors checkpoint;
  private final Blueprint blueprint;
  private final String scope;

  private RunModel(PretrainConfig config, Safetensors checkpoint, Blueprint blueprint) {
    this.config = config;
    this.checkpoint = checkpoint;
    this.blueprint = blueprint;
    this.scope = blueprint.training().backbone() + "/";
  }

  /**
   * Opens the run in {@code directory}.
   *
   * @throws IllegalArgumentException if it is no run directory, of another version, or was stopped
   *     before its first checkpoint
   */
  public static RunModel open(Path directory) {
    RunDirectory run = RunDirectory.open(directory);
    PretrainConfig config = PretrainConfig.of(run.config());
    Safetensors checkpoint = run.checkpoint().open();
    return new RunModel(config, checkpoint, Blueprint.of(config, config.schedule().batch()));
  }

  /** The settings of the run. */
  public PretrainConfig config() {
    return config;
  }

  /** The settings of the run that {@code model} is from; empty if it is from none. */
  public static Optional<PretrainConfig> configOf(Model model) {
    if (model instanceof ProjectedModel projected) {
      return Optional.of(projected.run().config);
    }
    return model instanceof RunModel run ? Optional.of(run.config) : Optional.empty();
  }

  /** Every parameter and state of the run, the method's own included; no optimizer's. */
  public StateDict whole() {
    var paths = new ArrayList<>(checkpoint.names());
    Graph graph = blueprint.graph();
    paths.removeIf(
        path -> !graph.parameters().containsKey(path) && !graph.states().containsKey(path));
    return StateDict.of(paths, checkpoint::shape, checkpoint::read);
  }

  /**
   * This backbone with the first layer of the projector on top of it.
   *
   * @return closes this when it is closed
   * @throws IllegalArgumentException if the method has no such layer
   */
  Model projected() {
    String backbone = blueprint.training().backbone();
    String around = backbone.substring(0, backbone.lastIndexOf('/') + 1);
    return ProjectedModel.of(this, config.method().get("name").toString(), checkpoint, around);
  }

  @Override
  public Description description() {
    return description(config.backbone(), config.viewSettings(), List.of());
  }

  /** What a run with these settings trains. */
  static Description description(
      BackboneConfig backbone, ViewSettings views, List<String> classes) {
    return new Description(
        backbone.name(),
        backbone.width(),
        false,
        views.size(),
        decimals(views.normalisation().mean()),
        decimals(views.normalisation().std()),
        classes,
        "pretext",
        backbone.norm(),
        backbone.standardise(),
        backbone.projector());
  }

  @Override
  public Set<String> paths() {
    var paths = new LinkedHashSet<String>();
    for (String name : checkpoint.names()) {
      if (name.startsWith(scope)) {
        paths.add(name.substring(scope.length()));
      }
    }
    return paths;
  }

  @Override
  public long[] shape(String path) {
    return checkpoint.shape(scope + path);
  }

  @Override
  public float[] read(String path) {
    return checkpoint.read(scope + path);
  }

  @Override
  public void close() {
    checkpoint.close();
  }

  /** The doubles that are written like the floats: 0.4914 and not 0.4914000034332275. */
  private static List<Double> decimals(float[] values) {
    var decimals = new ArrayList<Double>();
    for (float value : values) {
      decimals.add(Double.valueOf(Float.toString(value)));
    }
    return decimals;
  }
}
