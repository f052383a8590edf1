package io.pretext.bench;

import io.pretext.augment.Loader;
import io.pretext.augment.Normalisation;
import io.pretext.augment.Recipe;
import io.pretext.datasets.Dataset;
import io.pretext.datasets.Image;
import io.pretext.graph.Batch;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Images per second that the loader turns into views, from images of 32 pixels in memory. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
public class LoaderBenchmark {

  private static final int BATCH = 64;

  @Param({"simclr", "moco-v2", "byol"})
  String recipe;

  @Param({"1", "2"})
  int workers;

  private Loader loader;
  private Iterator<Batch> batches = Collections.emptyIterator();
  private int epoch;

  @Setup
  public void open() {
    loader =
        new Loader(
            new Noise(16 * BATCH),
            Recipe.named(recipe),
            32,
            Normalisation.none(),
            BATCH,
            0,
            workers);
  }

  @TearDown
  public void close() {
    loader.close();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Batch batch() {
    if (!batches.hasNext()) {
      batches = loader.epoch(epoch++);
    }
    return batches.next();
  }

  /** Random images: what is in them makes no difference to the time. */
  private static final class Noise implements Dataset {

    private final List<Image> images;

    Noise(int size) {
      var random = new SplittableRandom(0);
      images = Stream.generate(() -> noise(random)).limit(size).toList();
    }

    private static Image noise(SplittableRandom random) {
      var rgb = new byte[32 * 32 * 3];
      random.nextBytes(rgb);
      return new Image(32, 32, rgb);
    }

    @Override
    public String name() {
      return "noise";
    }

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public Image image(int index) {
      return images.get(index);
    }

    @Override
    public int label(int index) {
      return UNLABELLED;
    }

    @Override
    public String path(int index) {
      return "noise#" + index;
    }

    @Override
    public List<String> classes() {
      return List.of();
    }

    @Override
    public String fingerprint() {
      return "noise";
    }
  }
}
