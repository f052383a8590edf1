package io.pretext.evaluate;

import io.pretext.evaluate.LabelledImages.Part;
import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import java.util.ArrayList;
import java.util.Map;

/** Rows of values that pass for images, in batches of a fixed size. */
public final class InMemory {

  private InMemory() {}

  public static LabelledImages images(Features features, int batch) {
    var parts = new ArrayList<Part>();
    for (int first = 0; first < features.size(); first += batch) {
      var values = new float[batch * features.dim()];
      for (int i = 0; i < batch; i++) {
        float[] row = features.rows()[Math.min(first + i, features.size() - 1)];
        System.arraycopy(row, 0, values, i * features.dim(), features.dim());
      }
      Tensor tensor = Tensor.of(values, batch, features.dim());
      parts.add(
          new Part(new Batch(Map.of("image", tensor)), Math.min(batch, features.size() - first)));
    }
    return new LabelledImages(parts, features.labels());
  }
}
