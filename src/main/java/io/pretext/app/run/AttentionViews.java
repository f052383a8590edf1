package io.pretext.app.run;

import io.pretext.app.config.Engines;
import io.pretext.app.machine.Machine;
import io.pretext.augment.InOrder;
import io.pretext.augment.Normalisation;
import io.pretext.datasets.Dataset;
import io.pretext.engine.EngineOptions;
import io.pretext.engine.Inference;
import io.pretext.graph.Graph;
import io.pretext.graph.Tensor;
import io.pretext.report.AttentionMap;
import io.pretext.report.AttentionSheet;
import io.pretext.report.Pixels;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Projector;
import io.pretext.zoo.VisionTransformer;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What the heads of a vision transformer look at for the sake of the class token.
 *
 * @param network of the model, compiled for one image at a time
 * @param block counted from 0
 * @param size side of the images in pixels
 */
public record AttentionViews(
    VisionTransformer network, Inference inference, Description model, int block, int size)
    implements AutoCloseable {

  private static final String SEEN = "seen";

  /**
   * Compiles the model up to {@code block}.
   *
   * @param block counted from 1; 0 for the last
   * @param size side of the images in pixels, a multiple of the patch; 0 for the model's own
   * @throws IllegalArgumentException if the model is no vision transformer, or has no such block
   */
  public static AttentionViews open(Model model, int block, int size) {
    Description description = model.description();
    var options = description.options().withProjector(Projector.NONE);
    if (!(Backbones.create(description.backbone(), options) instanceof VisionTransformer network)) {
      throw new IllegalArgumentException(
          description.backbone()
              + " has no attention to show; take a model with a backbone vit, deit or dinov2");
    }
    if (block < 0 || block > network.depth()) {
      throw new IllegalArgumentException(
          "there is no block %d, only 1 to %d".formatted(block, network.depth()));
    }
    int index = (block == 0 ? network.depth() : block) - 1;
    int side = size == 0 ? description.image() : size;
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    network.build(graph, graph.input(InOrder.INPUT, 1, 3, side, side));
    SDVariable seen = network.attention(graph, index);
    Inference inference =
        Engines.create("onednn")
            .inference(graph, Map.of(SEEN, seen), EngineOptions.defaults(Machine.cores()));
    inference.load(
        path ->
            path.equals("pos_embed")
                ? network.positions(model.read(path), side)
                : model.read(path));
    return new AttentionViews(network, inference, description, index, side);
  }

  /**
   * Draws a sheet per image into {@code folder}.
   *
   * @param mass share of its attention that a head's mask holds
   * @return the pictures, in the order of the images
   */
  public List<Path> write(Dataset images, double mass, Path folder) {
    var normalisation = new Normalisation(floats(model.mean()), floats(model.deviation()));
    List<Path> written = new ArrayList<>();
    try (var ordered = new InOrder(images, size, normalisation, 1, 1)) {
      for (InOrder.Part part : ordered) {
        Tensor pixels = part.batch().tensor(InOrder.INPUT);
        var image = Pixels.of(pixels, 0, normalisation.mean(), normalisation.std());
        String path = images.path(part.first());
        String title = "%s, block %d of %d".formatted(path, block + 1, network.depth());
        List<AttentionMap> heads = heads(inference.run(part.batch()).get(SEEN));
        Path png = folder.resolve(fileName(part.first(), path));
        new AttentionSheet(title, image, heads, mass).write(png);
        written.add(png);
      }
    }
    return written;
  }

  /** Of attention [heads, T, T], the row of the class token and the columns of the patches. */
  private List<AttentionMap> heads(float[] seen) {
    int side = size / network.patch();
    int tokens = network.prefix() + side * side;
    List<AttentionMap> heads = new ArrayList<>();
    for (int at = 0; at < seen.length; at += tokens * tokens) {
      float[] patches = Arrays.copyOfRange(seen, at + network.prefix(), at + tokens);
      heads.add(new AttentionMap(side, side, patches));
    }
    return heads;
  }

  /** Its number, so that no two images share a picture, and what is left of its path. */
  private static String fileName(int index, String path) {
    String name = path.replaceAll("\\.[A-Za-z]+$", "").replaceAll("[^A-Za-z0-9_-]+", "-");
    return String.format(Locale.ROOT, "%04d-%s.png", index, name);
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }

  @Override
  public void close() {
    inference.close();
  }
}
