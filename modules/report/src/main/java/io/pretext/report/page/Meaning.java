package io.pretext.report.page;

import java.util.List;
import java.util.Map;

/**
 * What a metric is called on a page, and how it is read.
 *
 * @param title for people
 * @param unit {@code %} or empty
 * @param note one sentence; may be empty
 * @param range values that its axis holds in any case
 */
record Meaning(String title, String unit, String note, List<Double> range) {

  private static final String OF_HEAD = "top1_";

  private static final Map<String, Meaning> KNOWN =
      Map.ofEntries(
          entry("loss", "Loss", "", "Thin: each step. Dots: the mean of an epoch, at its middle."),
          entry("rate", "Learning rate", "", "", 0.0),
          entry("knn", "kNN accuracy", "%", "Higher is better. Dashed: what needs no training."),
          entry(
              "probe",
              "Online probe",
              "%",
              "A linear classifier on the features, asked about the queries of the kNN."),
          entry(
              "probe_train",
              "Online probe in training",
              "%",
              "On the views of each batch before it learns from them."),
          entry("top1", "Top-1 accuracy", "%", "Higher is better."),
          entry("top5", "Top-5 accuracy", "%", "Higher is better."),
          entry(
              "spread",
              "Spread of embeddings",
              "",
              "1: even over the sphere. 0: all images at one point.",
              0.0,
              1.0),
          entry(
              "effective_rank",
              "Effective rank",
              "",
              "How many directions the embeddings use.",
              0.0),
          entry(
              "loss_over_chance",
              "Loss over chance",
              "",
              "1: no better than guessing. Lower is better.",
              1.0),
          entry("positive_similarity", "Similarity of positives", "", "Cosine of two views."),
          entry("memory_similarity", "Similarity to memory", "", "Cosine to the stored image."),
          entry("neighbour_similarity", "Similarity of neighbours", "", "Cosine to the nearest."),
          entry("teacher_entropy", "Teacher entropy", "", "1: even. 0: one answer.", 0.0, 1.0),
          entry("teacher_kl", "Teacher to student KL", "", "What is left to learn.", 0.0),
          entry("prototype_usage", "Prototype usage", "", "1: all are used alike.", 0.0, 1.0),
          entry("agreement", "Agreement of views", "", "Diagonal of the correlation.", 0.0, 1.0),
          entry("deviation", "Deviation", "", "Of each dimension; held near 1.", 0.0, 1.0),
          entry("invariance", "Invariance", "", "Squared distance of two views.", 0.0));

  /** Of the metric {@code name}, known or not. */
  static Meaning of(String name) {
    Meaning known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    if (name.startsWith(OF_HEAD)) {
      String head = name.substring(OF_HEAD.length());
      return new Meaning("Top-1 (" + head + ")", "%", "Higher is better.", List.of());
    }
    String words = name.replace('_', ' ').strip();
    String title =
        words.isEmpty() ? name : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    return new Meaning(title, "", "", List.of());
  }

  private static Map.Entry<String, Meaning> entry(
      String name, String title, String unit, String note, Double... range) {
    return Map.entry(name, new Meaning(title, unit, note, List.of(range)));
  }
}
