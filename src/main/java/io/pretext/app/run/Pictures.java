package io.pretext.app.run;

import io.pretext.app.config.ViewSettings;
import io.pretext.augment.Loader;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Image;
import io.pretext.evaluate.Features;
import io.pretext.evaluate.Neighbours;
import io.pretext.graph.Batch;
import io.pretext.report.ContactSheet;
import io.pretext.report.LossCurve;
import io.pretext.report.NeighbourSheet;
import io.pretext.report.Pixels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The pictures of a run directory. */
public final class Pictures {

  private static final int ROWS = 8;
  private static final int NEIGHBOURS = 8;

  private Pictures() {}

  /** Images from all over a set, and what the recipe makes of them. */
  public static void views(Path png, String title, Dataset images, ViewSettings views, long seed) {
    Dataset some = some(images);
    var normalisation = views.normalisation();
    try (var loader =
        new Loader(some, views.recipe(), views.size(), normalisation, some.size(), seed, 1)) {
      Batch batch = loader.epoch(0).next();
      List<String> names = Loader.inputs(batch.tensors().size());
      int[] indices = loader.indices();
      var rows = new ContactSheet.Row[indices.length];
      for (int row = 0; row < rows.length; row++) {
        List<Image> shown = new ArrayList<>(List.of(some.image(indices[row])));
        for (String view : names) {
          shown.add(Pixels.of(batch.tensor(view), row, normalisation.mean(), normalisation.std()));
        }
        rows[indices[row]] = new ContactSheet.Row(label(some, indices[row]), shown);
      }
      List<String> columns = Stream.concat(Stream.of("image"), names.stream()).toList();
      new ContactSheet(title, columns, List.of(rows)).write(png);
    }
  }

  /** The loss of every logged step. */
  static void loss(Path png, String title, List<Map<String, Object>> log, int stepsPerEpoch) {
    var steps = log.stream().filter(line -> line.containsKey("loss")).toList();
    new LossCurve(
            title,
            steps.stream()
                .mapToDouble(line -> ((Number) line.get("step")).doubleValue() / stepsPerEpoch)
                .toArray(),
            steps.stream().mapToDouble(line -> (Double) line.get("loss")).toArray())
        .write(png);
  }

  /**
   * Queries and the images of the bank that the features take for their nearest.
   *
   * @param from features of the bank
   * @param asked features of the queries
   */
  static void neighbours(
      Path png, String title, Dataset bank, Dataset queries, Features from, Features asked) {
    Neighbours nearest = Neighbours.of(from, asked, NEIGHBOURS);
    List<NeighbourSheet.Row> rows = new ArrayList<>();
    for (int query = 0; query < queries.size(); query++) {
      List<NeighbourSheet.Neighbour> found = new ArrayList<>();
      for (int i = 0; i < nearest.index()[query].length; i++) {
        int index = nearest.index()[query][i];
        found.add(
            new NeighbourSheet.Neighbour(
                bank.image(index), label(bank, index), nearest.similarity()[query][i]));
      }
      rows.add(new NeighbourSheet.Row(queries.image(query), label(queries, query), found));
    }
    new NeighbourSheet(title, rows).write(png);
  }

  /** The images of {@code whole} that its picture shows: of many classes, or from all over it. */
  static Dataset some(Dataset whole) {
    int[] chosen = IntStream.range(0, whole.size()).toArray();
    if (whole.classes().size() >= ROWS) {
      var seen = new HashSet<Integer>();
      chosen = IntStream.of(chosen).filter(i -> seen.add(whole.label(i))).toArray();
    }
    int[] from = chosen;
    int rows = Math.min(ROWS, from.length);
    int[] spread =
        IntStream.range(0, rows)
            .map(row -> from[(int) ((long) row * from.length / rows)])
            .toArray();
    return new HeldOut(whole, whole.name(), spread);
  }

  private static String label(Dataset images, int index) {
    int label = images.label(index);
    return label < 0 || images.classes().isEmpty() ? "" : images.classes().get(label);
  }
}
