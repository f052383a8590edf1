package io.pretext.bench;

import io.pretext.evaluate.Features;
import io.pretext.evaluate.Knn;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Weighted kNN of CIFAR-10's test set against its first 10,000 training images or all of them. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 1)
@Measurement(iterations = 5)
@State(Scope.Benchmark)
public class KnnBenchmark {

  private static final int CLASSES = 10;

  @Param({"10000", "50000"})
  int bank;

  /** Width of ResNet-20 and of ResNet-18. */
  @Param({"64", "512"})
  int dim;

  private Features bankFeatures;
  private Features queries;

  @Setup
  public void draw() {
    var random = new SplittableRandom(0);
    bankFeatures = features(random, bank);
    queries = features(random, 10_000);
  }

  @Benchmark
  public double accuracy() {
    return Knn.standard().accuracy(bankFeatures, queries);
  }

  private Features features(SplittableRandom random, int rows) {
    var values = new float[rows][dim];
    var labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = random.nextInt(CLASSES);
      for (int d = 0; d < dim; d++) {
        values[i][d] = (float) random.nextDouble();
      }
    }
    return new Features(values, labels);
  }
}
