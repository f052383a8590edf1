package io.pretext.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Features and their classes as training data for a {@code MultiLayerNetwork}: batches of [B, D]
 * with labels [B, classes], in another order at every pass.
 *
 * <p>The order follows from the seed and the number of the pass.
 */
public final class EmbeddingIterator implements DataSetIterator {

  private static final long serialVersionUID = 1;

  private final float[][] rows;
  private final int[] labels;
  private final int classes;
  private final int batch;
  private final long seed;
  private int[] order;
  private int pass;
  private int next;
  private DataSetPreProcessor preProcessor;

  /**
   * @param rows one vector per image, [N, D]
   * @param labels class of each row, counted from 0
   * @param batch rows at a time; the last batch of a pass may have fewer
   * @param seed of the orders
   */
  public EmbeddingIterator(float[][] rows, int[] labels, int batch, long seed) {
    if (rows.length != labels.length || rows.length == 0) {
      throw new IllegalArgumentException(
          rows.length
              + " rows have "
              + labels.length
              + " labels; give each row one, and some rows");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, was " + batch);
    }
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < 0) {
        throw new IllegalArgumentException(
            "row " + row + " has no label, a classifier cannot be trained on it");
      }
    }
    this.rows = rows.clone();
    this.labels = labels.clone();
    this.classes = Arrays.stream(labels).max().orElseThrow() + 1;
    this.batch = batch;
    this.seed = seed;
    this.order = shuffled();
  }

  /**
   * Reads what {@code pretext embed} wrote.
   *
   * @param npy the vectors; their labels are in the {@code .csv} file beside it
   * @throws IllegalArgumentException if a row has no label
   */
  public static EmbeddingIterator read(Path npy, int batch, long seed) {
    Path csv = Path.of(npy.toString().replaceFirst("\\.npy$", ".csv"));
    try (INDArray features = Nd4j.createFromNpyFile(npy.toFile())) {
      return new EmbeddingIterator(
          features.toFloatMatrix(), labels(csv, Files.readString(csv)), batch, seed);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + csv + ": " + e.getMessage(), e);
    }
  }

  /** The last column of a table with the header {@code row,path,label}; -1 where it is empty. */
  private static int[] labels(Path csv, String table) {
    List<Integer> labels = new ArrayList<>();
    for (String line : lines(table)) {
      String label = line.substring(line.lastIndexOf(',') + 1);
      try {
        labels.add(label.isEmpty() ? -1 : Integer.parseInt(label));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            csv + " has the label '" + label + "', which is no number", e);
      }
    }
    return labels.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Without the header. A quoted path may hold line breaks. */
  private static List<String> lines(String table) {
    List<String> lines = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < table.length(); i++) {
      char c = table.charAt(i);
      quoted ^= c == '"';
      if (c == '\n' && !quoted) {
        lines.add(table.substring(start, i));
        start = i + 1;
      }
    }
    return lines.subList(1, lines.size());
  }

  private int[] shuffled() {
    var random = new SplittableRandom(seed + pass);
    int[] order = IntStream.range(0, rows.length).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  @Override
  public DataSet next(int count) {
    if (!hasNext()) {
      throw new NoSuchElementException("the pass is over; reset() begins another");
    }
    int[] chosen = Arrays.copyOfRange(order, next, Math.min(next + count, order.length));
    next += chosen.length;
    float[][] features = new float[chosen.length][];
    float[][] oneHot = new float[chosen.length][classes];
    for (int i = 0; i < chosen.length; i++) {
      features[i] = rows[chosen[i]];
      oneHot[i][labels[chosen[i]]] = 1;
    }
    var data = new DataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(oneHot));
    if (preProcessor != null) {
      preProcessor.preProcess(data);
    }
    return data;
  }

  @Override
  public DataSet next() {
    return next(batch);
  }

  @Override
  public boolean hasNext() {
    return next < order.length;
  }

  @Override
  public void reset() {
    pass++;
    order = shuffled();
    next = 0;
  }

  @Override
  public int inputColumns() {
    return rows[0].length;
  }

  @Override
  public int totalOutcomes() {
    return classes;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** Batches are made from memory at once; fetching them ahead gains nothing, but is allowed. */
  @Override
  public boolean asyncSupported() {
    return true;
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  /** Names of the classes: their numbers. */
  @Override
  public List<String> getLabels() {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }
}
