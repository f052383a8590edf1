package io.pretext.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

final class EmbeddingIteratorTest {

  private static final int ROWS = 50;

  private final float[][] rows = new float[ROWS][2];
  private final int[] labels = new int[ROWS];

  @TempDir private Path folder;

  EmbeddingIteratorTest() {
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i % 3;
      double angle = 2 * Math.PI * labels[i] / 3 + 0.01 * i;
      rows[i] = new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
    }
  }

  @Test
  void aNetworkOfDeeplearning4jTrainsOnIt() {
    var data = new EmbeddingIterator(rows, labels, 16, 1);
    var network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.1))
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(data.inputColumns())
                        .nOut(data.totalOutcomes())
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();

    network.fit(data, 20);

    assertThat(network.evaluate(data).accuracy()).isEqualTo(1);
  }

  @Test
  void everyPassHasEveryRowOnceInAnotherOrder() {
    var data = new EmbeddingIterator(rows, labels, 16, 1);

    List<Float> first = pass(data);
    data.reset();
    List<Float> second = pass(data);

    assertThat(first)
        .hasSize(ROWS)
        .isNotEqualTo(second)
        .containsExactlyInAnyOrderElementsOf(second);
    assertThat(pass(new EmbeddingIterator(rows, labels, 16, 1))).isEqualTo(first);
    assertThat(pass(new EmbeddingIterator(rows, labels, 16, 2))).isNotEqualTo(first);
    assertThatThrownBy(data::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void rowsKeepTheirLabels() {
    var data = new EmbeddingIterator(rows, labels, 16, 1);
    while (data.hasNext()) {
      DataSet batch = data.next();
      for (int i = 0; i < batch.numExamples(); i++) {
        double angle =
            Math.atan2(batch.getFeatures().getDouble(i, 1), batch.getFeatures().getDouble(i, 0));
        int sector = (int) Math.floorMod(Math.round((angle - 0.25) * 3 / (2 * Math.PI)), 3L);
        assertThat(batch.getLabels().getDouble(i, sector)).isEqualTo(1);
        assertThat(batch.getLabels().getRow(i).sumNumber().doubleValue()).isEqualTo(1);
      }
    }
  }

  @Test
  void readsWhatEmbedWrites() throws IOException {
    write("row,path,label\n0,\"a,\nb\",1\n1,c.png,0\n");

    var data = EmbeddingIterator.read(folder.resolve("f.npy"), 4, 0);
    DataSet all = data.next();

    assertThat(data.totalOutcomes()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      double first = all.getFeatures().getDouble(i, 0);
      assertThat(all.getLabels().getDouble(i, 1)).isEqualTo(first == 1 ? 1 : 0);
    }
  }

  @Test
  void aRowWithoutLabelIsRefused() throws IOException {
    write("row,path,label\n0,a.png,1\n1,c.png,\n");

    assertThatThrownBy(() -> EmbeddingIterator.read(folder.resolve("f.npy"), 4, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row 1 has no label, a classifier cannot be trained on it");
  }

  private void write(String table) throws IOException {
    Nd4j.writeAsNumpy(
        Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}}), folder.resolve("f.npy").toFile());
    Files.writeString(folder.resolve("f.csv"), table);
  }

  private static List<Float> pass(EmbeddingIterator data) {
    List<Float> seen = new ArrayList<>();
    while (data.hasNext()) {
      DataSet batch = data.next();
      for (int i = 0; i < batch.numExamples(); i++) {
        seen.add(batch.getFeatures().getFloat(i, 0));
      }
    }
    return seen;
  }
}
