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
 */
public record Blueprint(Graph graph, TrainingGraph training) {

  /**
   * @param population images that batches are drawn from
   */
  public static Blueprint of(PretrainConfig config, int population) {
    var graph = new Graph(Graph.Mode.TRAIN, DataType.FLOAT, config.seed());
    var backbone = Backbones.create(config.backbone().name(), config.backbone().options());
    var settings = config.viewSettings();
    int batch = config.schedule().batch();
    List<SDVariable> views = new ArrayList<>();
    for (int size : settings.recipe().sizes(settings.size())) {
      views.add(graph.input("view" + views.size(), batch, 3, size, size));
    }
    TrainingGraph training =
        Methods.create(config.method()).build(graph, backbone, new Views(views, population));
    return new Blueprint(graph, training);
  }
}
