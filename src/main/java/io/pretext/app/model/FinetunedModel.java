package io.pretext.app.model;

import io.pretext.app.config.FinetuneConfig;
import io.pretext.graph.Safetensors;
import io.pretext.train.RunDirectory;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.LinkedHashSet;
import java.util.Set;

/** The classifier in the last checkpoint of a run of fine-tuning. */
public final class FinetunedModel implements Model {

  /** What a checkpoint holds beside the model. */
  private static final String OPTIMIZER = "optimizer/";

  private final FinetuneConfig config;
  private final Safetensors checkpoint;

  private FinetunedModel(FinetuneConfig config, Safetensors checkpoint) {
    this.config = config;
    this.checkpoint = checkpoint;
  }

  /**
   * Opens a run.
   *
   * @throws IllegalArgumentException if it was stopped before its first checkpoint
   */
  static FinetunedModel open(RunDirectory run) {
    return new FinetunedModel(FinetuneConfig.of(run.config()), run.checkpoint().open());
  }

  @Override
  public Description description() {
    return RunModel.description(config.backbone(), config.viewSettings(), config.classes());
  }

  @Override
  public Set<String> paths() {
    var paths = new LinkedHashSet<>(checkpoint.names());
    paths.removeIf(name -> name.startsWith(OPTIMIZER));
    return paths;
  }

  @Override
  public long[] shape(String path) {
    return checkpoint.shape(path);
  }

  @Override
  public float[] read(String path) {
    return checkpoint.read(path);
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
