package io.pretext.evaluate.probe;

import io.pretext.evaluate.Knn;
import io.pretext.evaluate.NeighbourSearch;
import io.pretext.evaluate.Neighbours;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weighted nearest neighbours in several settings, from one search.
 *
 * @param grid neighbours and temperature of each classifier
 */
public record KnnProbe(List<Knn> grid) implements Probe {

  private static final int BANK_ROWS = 4096;

  /** Values of the queries that are in memory at once: 256 MB. */
  private static final int QUERY_VALUES = 1 << 26;

  public KnnProbe {
    if (grid.isEmpty()) {
      throw new IllegalArgumentException("a kNN probe needs a setting at least");
    }
    grid = List.copyOf(grid);
  }

  /** k of 10, 20, 100 and 200, as DINO reports, at temperatures 0.03, 0.07 and 0.2. */
  public static KnnProbe standard() {
    var grid = new ArrayList<Knn>();
    for (int k : new int[] {10, 20, 100, 200}) {
      for (double temperature : new double[] {0.03, 0.07, 0.2}) {
        grid.add(new Knn(k, temperature));
      }
    }
    return new KnnProbe(grid);
  }

  @Override
  public List<Map<String, Double>> settings() {
    var settings = new ArrayList<Map<String, Double>>();
    for (Knn knn : grid) {
      var values = new LinkedHashMap<String, Double>();
      values.put("k", (double) knn.k());
      values.put("temperature", knn.temperature());
      settings.add(values);
    }
    return settings;
  }

  @Override
  public KnnProbe only(int index) {
    return new KnnProbe(List.of(grid.get(index)));
  }

  @Override
  public List<Ranking> rank(LabelledRows train, Rows queries, long seed) {
    var best = new int[grid.size()][queries.size()][];
    int block = Math.max(1, QUERY_VALUES / queries.dim());
    for (int from = 0; from < queries.size(); from += block) {
      int to = Math.min(queries.size(), from + block);
      Neighbours neighbours = neighbours(train.rows(), queries.copy(from, to));
      for (int setting = 0; setting < grid.size(); setting++) {
        for (int query = from; query < to; query++) {
          double[] votes =
              grid.get(setting).votes(neighbours, query - from, train.labels(), train.classes());
          best[setting][query] = Ranking.first(votes);
        }
      }
    }
    var rankings = new ArrayList<Ranking>();
    for (int[][] one : best) {
      rankings.add(new Ranking(one));
    }
    return rankings;
  }

  private Neighbours neighbours(Rows bank, float[][] queries) {
    int most = grid.stream().mapToInt(Knn::k).max().orElseThrow();
    var search = new NeighbourSearch(queries, most);
    for (int from = 0; from < bank.size(); from += BANK_ROWS) {
      search.add(bank.copy(from, Math.min(bank.size(), from + BANK_ROWS)));
    }
    return search.finish();
  }
}
