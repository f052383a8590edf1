package io.pretext.zoo.model;

import io.pretext.graph.Backbone;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Projector;
import io.pretext.zoo.VisionTransformer;
import io.pretext.zoo.WeightShapes;
import java.util.Set;

/**
 * A model for images of another size: the position embeddings of a transformer are resized as DINO
 * does it, everything else stays.
 */
public final class ResizedModel implements Model {

  private static final String POSITIONS = "pos_embed";

  private final Model original;
  private final Description description;

  private ResizedModel(Model original, int image) {
    this.original = original;
    this.description = original.description().withImage(image);
  }

  /**
   * {@code model} for images of {@code image} pixels; itself if it has that size.
   *
   * @return closes {@code model} when it is closed
   */
  public static Model resized(Model model, int image) {
    return model.description().image() == image ? model : new ResizedModel(model, image);
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public Set<String> paths() {
    return original.paths();
  }

  @Override
  public long[] shape(String path) {
    return path.equals(POSITIONS)
        ? WeightShapes.of(description.backbone(), description.options(), description.image())
            .values()
            .get(POSITIONS)
            .clone()
        : original.shape(path);
  }

  @Override
  public float[] read(String path) {
    float[] values = original.read(path);
    if (!path.equals(POSITIONS)) {
      return values;
    }
    Backbone backbone =
        Backbones.create(
            description.backbone(), description.options().withProjector(Projector.NONE));
    return ((VisionTransformer) backbone).positions(values, description.image());
  }

  @Override
  public void close() {
    original.close();
  }
}
