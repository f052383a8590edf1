package io.pretext.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.testkit.ClosedForm;
import io.pretext.zoo.Norm;
import io.pretext.zoo.Projector;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What stock Deeplearning4j makes of our files. */
final class NetworkFileTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "resnet20, 0.5, false, 16",
    "resnet18, 0.125, false, 32",
    "resnet18-cifar, 0.125, false, 16",
    "resnet50, 0.0625, false, 32",
    "repvgg-mini, 0.25, true, 32",
    "repvgg-mini, 0.25, false, 32"
  })
  void givesTheSameFeaturesAndProbabilities(String backbone, double width, boolean deploy, int side)
      throws IOException {
    Fixture model = Fixture.of(backbone, width, deploy, side);
    INDArray images = ClosedForm.images(3, side);

    ComputationGraph network = load(model);

    requireClose(network.feedForward(images, false).get("features"), model.features(images));
    requireClose(network.outputSingle(images), model.probabilities(images));
  }

  @Test
  void aNetworkWithoutNormsGivesTheSameFeatures() throws IOException {
    Fixture model = Fixture.of(Norm.NONE, false);
    INDArray images = ClosedForm.images(2, 16);

    requireClose(load(model).outputSingle(images), model.probabilities(images));
  }

  @Test
  void aProjectorOnTopGivesTheSameFeatures() throws IOException {
    for (boolean norm : new boolean[] {true, false}) {
      Fixture model = Fixture.of("resnet20", 0.25, false, 16).with(new Projector(24, norm));
      INDArray images = ClosedForm.images(2, 16);

      ComputationGraph loaded = load(model);

      requireClose(loaded.feedForward(images, false).get("features"), model.features(images));
      requireClose(loaded.outputSingle(images), model.probabilities(images));
      requireClose(load(model.backbone()).outputSingle(images), model.features(images));
    }
  }

  @Test
  void aBackboneAloneGivesItsFeatures() throws IOException {
    Fixture model = Fixture.of("resnet20", 0.25, false, 16);
    INDArray images = ClosedForm.images(2, 16);

    requireClose(load(model.backbone()).outputSingle(images), model.features(images));
  }

  @Test
  void transferLearningTrainsANewHeadAndLeavesTheRest() throws IOException {
    Fixture model = Fixture.of("resnet20", 0.25, false, 16);
    ComputationGraph network = load(model);
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(network)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Adam(0.05)).seed(3).build())
            .setFeatureExtractor("features")
            .removeVertexAndConnections("linear")
            .addLayer(
                "head",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(16)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "features")
            .setOutputs("head")
            .build();
    INDArray images = ClosedForm.images(4, 16);
    var data =
        new DataSet(images, Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {0, 1}, {1, 0}}));
    double before = tuned.score(data);

    for (int i = 0; i < 100; i++) {
      tuned.fit(data);
    }

    assertThat(tuned.score(data)).isLessThan(0.5 * before);
    requireClose(tuned.feedForward(images, false).get("features"), model.features(images));
  }

  @Test
  void theWholeNetworkCanBeTrainedOn() throws IOException {
    Fixture model = Fixture.of("resnet20", 0.25, false, 16);
    ComputationGraph network = load(model);
    INDArray images = ClosedForm.images(4, 16);
    float[][] labels = new float[4][10];
    for (int i = 0; i < labels.length; i++) {
      labels[i][i] = 1;
    }
    var data = new DataSet(images, Nd4j.createFromArray(labels));
    network.fit(data);
    double before = network.score();

    for (int i = 0; i < 10; i++) {
      network.fit(data);
    }

    assertThat(network.score()).isLessThan(before);
    assertThat(network.getParam("layer1.0.conv1_W").data().asFloat())
        .isNotEqualTo(model.read("layer1/0/conv1/weight"));
  }

  @Test
  void whatHasNoCounterpartIsNamed() {
    assertThatThrownBy(() -> NetworkFile.network(Fixture.of("vit-mini-4", 0.25, false, 16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no counterpart among Deeplearning4j's layers");
    assertThatThrownBy(() -> NetworkFile.network(Fixture.of("repvgg-b1g4", 0.02, true, 32)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a convolution of 4 groups at stage");
    assertThatThrownBy(() -> NetworkFile.network(Fixture.of(Norm.BATCH, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a convolution whose weight is standardised at ");
    assertThatThrownBy(() -> NetworkFile.network(Fixture.of(Norm.GROUP, false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no counterpart among Deeplearning4j's layers");
  }

  private ComputationGraph load(Fixture model) throws IOException {
    Path file = folder.resolve("network.zip");
    NetworkFile.write(file, model);
    return ComputationGraph.load(file.toFile(), false);
  }

  private static void requireClose(INDArray actual, INDArray expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.distance2(expected)).isLessThan(1e-4 * expected.norm2Number().doubleValue());
  }
}
