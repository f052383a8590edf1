package io.pretext.evaluate;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weighted nearest-neighbour classifier: each of the k bank images most similar to a query votes
 * for its class with weight exp(cosine / temperature).
 *
 * <p>Nothing is trained, so its accuracy says what the features alone know. The settings are those
 * of DINO's {@code eval_knn.py}, which follows Wu et al., 2018.
 *
 * @param k neighbours that vote; all of the bank if it has fewer
 * @param temperature the smaller, the more the nearest ones decide
 * @see <a href="https://arxiv.org/abs/1805.01978">Wu et al., 2018</a>, section 3.4
 */
public record Knn(int k, double temperature) {

  public Knn {
    if (k < 1) {
      throw new IllegalArgumentException("knn: k must be at least 1, was " + k);
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("knn: temperature must be above 0, was " + temperature);
    }
  }

  /** k = 20, temperature 0.07: what this project reports. */
  public static Knn standard() {
    return new Knn(20, 0.07);
  }

  /** Per cent of {@code queries} whose class {@code bank} tells right. */
  public double accuracy(Features bank, Features queries) {
    requireLabels(bank.labels(), "bank");
    requireLabels(queries.labels(), "query set");
    return accuracy(Neighbours.of(bank, queries, k), bank.labels(), queries.labels());
  }

  /**
   * Accuracy in per cent under each of {@code settings}, from one pass over the images; the bank is
   * never in memory as a whole.
   */
  public static Map<Knn, Double> accuracy(
      Collection<Knn> settings, Encoder encoder, LabelledImages bank, LabelledImages queries) {
    requireLabels(bank.labels(), "bank");
    requireLabels(queries.labels(), "query set");
    int most = settings.stream().mapToInt(Knn::k).max().orElse(1);
    var search = new NeighbourSearch(Features.of(queries, encoder).rows(), most);
    bank.encode(encoder, search::add);
    Neighbours neighbours = search.finish();
    var accuracies = new LinkedHashMap<Knn, Double>();
    for (Knn knn : settings) {
      accuracies.put(knn, knn.accuracy(neighbours, bank.labels(), queries.labels()));
    }
    return accuracies;
  }

  /** Per cent of the queries whose label is the one that their neighbours vote for. */
  public double accuracy(Neighbours neighbours, int[] bankLabels, int[] queryLabels) {
    int[] predicted = predict(neighbours, bankLabels);
    int right = 0;
    for (int i = 0; i < predicted.length; i++) {
      right += predicted[i] == queryLabels[i] ? 1 : 0;
    }
    return 100.0 * right / predicted.length;
  }

  /** The class with most votes per query; of classes with equally many, the lowest. */
  public int[] predict(Neighbours neighbours, int[] bankLabels) {
    int classes = Arrays.stream(bankLabels).max().orElseThrow() + 1;
    var predicted = new int[neighbours.queries()];
    for (int query = 0; query < predicted.length; query++) {
      double[] votes = votes(neighbours, query, bankLabels, classes);
      for (int c = 1; c < classes; c++) {
        predicted[query] = votes[c] > votes[predicted[query]] ? c : predicted[query];
      }
    }
    return predicted;
  }

  /** What each class gets from the neighbours of one query. */
  public double[] votes(Neighbours neighbours, int query, int[] bankLabels, int classes) {
    int[] index = neighbours.index()[query];
    float[] similarity = neighbours.similarity()[query];
    var votes = new double[classes];
    for (int i = 0; i < Math.min(k, index.length); i++) {
      // Relative to the nearest: the same ranking, and no overflow at a small temperature.
      votes[bankLabels[index[i]]] += Math.exp((similarity[i] - similarity[0]) / temperature);
    }
    return votes;
  }

  private static void requireLabels(int[] labels, String what) {
    if (labels.length == 0) {
      throw new IllegalArgumentException("knn: there is no image in the " + what);
    }
    if (Arrays.stream(labels).anyMatch(label -> label < 0)) {
      throw new IllegalArgumentException(
          "knn: some images of the "
              + what
              + " have no label; give data whose images have classes");
    }
  }
}
