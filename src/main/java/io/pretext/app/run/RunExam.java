package io.pretext.app.run;

import io.pretext.app.config.PretrainConfig;
import io.pretext.app.model.Blueprint;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Datasets;
import io.pretext.evaluate.Knn;
import io.pretext.graph.Safetensors;
import io.pretext.train.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the last checkpoint of a pre-training knows of all test images, the training images being
 * the bank.
 *
 * @param trained accuracy in per cent under each classifier
 * @param untrained the same of the network that training started from
 * @param queries images that were asked about
 */
public record RunExam(Map<Knn, Double> trained, Map<Knn, Double> untrained, int queries) {

  /**
   * Examines the run in {@code directory}, by the features that its settings name.
   *
   * @return empty if its images have no labels
   */
  public static Optional<RunExam> of(Path directory, List<Knn> classifiers) {
    RunDirectory run = RunDirectory.open(directory);
    PretrainConfig config = PretrainConfig.of(run.config());
    Dataset images = Datasets.open(config.data().request());
    String scope = Blueprint.of(config, images.size()).training().backbone();
    Optional<Questions> questions = Questions.about(images, config.data(), 0);
    if (questions.isEmpty()) {
      return Optional.empty();
    }
    try (Safetensors checkpoint = run.checkpoint().open();
        var exam = new Exam(questions.get(), config, scope, classifiers)) {
      return Optional.of(
          new RunExam(
              exam.trained(checkpoint::read), exam.untrained(), questions.get().queries().size()));
    }
  }
}
