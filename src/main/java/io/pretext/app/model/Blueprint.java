package io.pretext.app.model;

import io.pretext.app.config.PretrainConfig;
import io.pretext.graph.Graph;
import io.pretext.methods.Methods;
import io.pretext.methods.TrainingGraph;
import io.pretext.methods.Views;
import io.pretext.zoo.Backbones;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A method on a backbone, as a definition.
 *
 * @param graph what was built
 * @param training its loss and what is worth keeping
 * @param representation what the backbone that is kept makes of the images, [rows, D]; the first
 *     rows are of the first view, one per image
 */
public record Blueprint(Graph graph, TrainingGraph training, SDVariable representation) {

  /**
   * @param population images that batches are drawn from
   */
  public static Blueprint of(PretrainConfig config, int population) {
    var graph = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, config.seed());
    var backbone =
        new Watched(Backbones.create(config.backbone().name(), config.backbone().options()));
    var settings = config.viewSettings();
    int batch = config.schedule().batch();
    List<SDVariable> views = new ArrayList<>();
    for (int size : settings.recipe().sizes(settings.size())) {
      views.add(graph.input("view" + views.size(), batch, 3, size, size));
    }
    TrainingGraph training =
        Methods.create(config.method()).build(graph, backbone, new Views(views, population));
    SDVariable representation =
        backbone
            .pooled(training.backbone())
            .orElseThrow(
                () -> new IllegalStateException("no backbone was built in " + training.backbone()));
    return new Blueprint(graph, training, representation);
  }
}
