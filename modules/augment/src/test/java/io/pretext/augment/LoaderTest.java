package io.pretext.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Batch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LoaderTest {

  private static final Recipe SIMCLR = Recipe.named("simclr");

  private static Loader loader(int images, int batch, long seed, int workers) {
    var pictures = new Pictures(images, 16, 16);
    return new Loader(pictures, SIMCLR, 16, Normalisation.none(), batch, seed, workers);
  }

  /** Everything an epoch holds, copied. */
  private static List<float[]> contents(Loader loader, int epoch) {
    List<float[]> contents = new ArrayList<>();
    loader
        .epoch(epoch)
        .forEachRemaining(
            batch -> {
              contents.add(batch.tensor("view0").toArray());
              contents.add(batch.tensor("view1").toArray());
            });
    return contents;
  }

  @Test
  void isTheSameWhateverTheNumberOfWorkers() {
    try (Loader one = loader(100, 12, 3, 1);
        Loader five = loader(100, 12, 3, 5)) {
      List<float[]> expected = contents(one, 2);

      assertThat(contents(five, 2)).usingRecursiveComparison().isEqualTo(expected);
    }
  }

  @Test
  void anEpochCanBeAskedForInAnyOrder() {
    try (Loader forward = loader(40, 8, 3, 2);
        Loader backward = loader(40, 8, 3, 2)) {
      List<float[]> zero = contents(forward, 0);
      List<float[]> one = contents(forward, 1);

      assertThat(contents(backward, 1)).usingRecursiveComparison().isEqualTo(one);
      assertThat(contents(backward, 0)).usingRecursiveComparison().isEqualTo(zero);
      assertThat(one.get(0)).isNotEqualTo(zero.get(0));
    }
  }

  @Test
  void seedsGiveOtherViewsInAnotherOrder() {
    try (Loader a = loader(40, 8, 3, 2);
        Loader b = loader(40, 8, 4, 2)) {
      assertThat(order(a, 0)).isNotEqualTo(order(b, 0));
      assertThat(order(a, 0)).isNotEqualTo(order(a, 1));
    }
  }

  @Test
  void everyImageComesAtMostOnceAndAPartialBatchIsDropped() {
    try (Loader loader = loader(43, 8, 1, 3)) {
      List<Integer> order = order(loader, 0);

      assertThat(loader.stepsPerEpoch()).isEqualTo(5);
      assertThat(order).hasSize(40).doesNotHaveDuplicates();
      assertThat(order).allMatch(i -> i >= 0 && i < 43);
      Set<Integer> overEpochs = new HashSet<>();
      IntStream.range(0, 12).forEach(epoch -> overEpochs.addAll(order(loader, epoch)));
      assertThat(overEpochs).hasSize(43);
    }
  }

  @Test
  void aRowIsTheViewOfItsImageWhateverTheBatch() {
    try (Loader small = loader(40, 4, 9, 2);
        Loader large = loader(40, 10, 9, 2)) {
      Iterator<Batch> batches = large.epoch(5);
      float[][] byIndex = new float[40][];
      while (batches.hasNext()) {
        collect(batches.next(), large.indices(), byIndex);
      }
      Iterator<Batch> others = small.epoch(5);
      float[][] again = new float[40][];
      while (others.hasNext()) {
        collect(others.next(), small.indices(), again);
      }

      assertThat(again).isDeepEqualTo(byIndex);
      assertThat(Arrays.stream(byIndex).map(Arrays::hashCode)).doesNotHaveDuplicates();
    }
  }

  private static void collect(Batch batch, int[] indices, float[][] byIndex) {
    float[] views = batch.tensor("view1").toArray();
    int length = views.length / indices.length;
    for (int row = 0; row < indices.length; row++) {
      byIndex[indices[row]] = Arrays.copyOfRange(views, row * length, (row + 1) * length);
    }
  }

  @Test
  void buffersAreUsedOverAndOverButNeverTheOneHandedOut() {
    try (Loader loader = loader(64, 4, 1, 2)) {
      Set<FloatBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
      for (int epoch = 0; epoch < 3; epoch++) {
        Iterator<Batch> batches = loader.epoch(epoch);
        while (batches.hasNext()) {
          Batch batch = batches.next();
          float[] before = batch.tensor("view0").toArray();
          pause();
          assertThat(batch.tensor("view0").toArray()).isEqualTo(before);
          buffers.add(batch.tensor("view0").data());
        }
      }

      assertThat(buffers).hasSizeBetween(2, 3);
    }
  }

  /** Long enough for the workers to run into a buffer that is not theirs. */
  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void multiCropFillsTensorsOfTheirOwnSize() {
    var pictures = new Pictures(4, 32, 32);
    try (var loader =
        new Loader(pictures, Recipe.named("dino"), 32, Normalisation.none(), 2, 0, 2)) {
      Batch batch = loader.epoch(0).next();

      assertThat(batch.tensors()).hasSize(10);
      assertThat(batch.tensor("view1").shape()).containsExactly(2, 3, 32, 32);
      assertThat(batch.tensor("view9").shape()).containsExactly(2, 3, 14, 14);
      for (int view = 0; view < 10; view++) {
        float[] values = batch.tensor("view" + view).toArray();
        assertThat(values).isNotEqualTo(new float[values.length]);
      }
    }
  }

  @Test
  void anUnreadableImageReachesTheConsumerWithItsPath() {
    var pictures = new Pictures(32, 16, 16, true);
    try (var loader = new Loader(pictures, SIMCLR, 16, Normalisation.none(), 32, 0, 2)) {
      Iterator<Batch> batches = loader.epoch(0);

      assertThatThrownBy(batches::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("cannot make views of pictures#13 in pictures: the file ends after 7 bytes");
    }
  }

  @Test
  void aBatchLargerThanTheDataSetIsRefused() {
    assertThatThrownBy(() -> loader(10, 11, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a batch of 11 is larger than pictures, which has 10 images: use a smaller batch or"
                + " more images");
  }

  @Test
  void anEpochEndsWhenAnotherBegins() {
    try (Loader loader = loader(40, 8, 1, 2)) {
      Iterator<Batch> old = loader.epoch(0);
      old.next();
      loader.epoch(1);

      assertThatThrownBy(old::next).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closingEndsItsThreads() {
    Loader loader = loader(40, 8, 1, 3);
    Iterator<Batch> batches = loader.epoch(0);
    batches.next();
    assertThat(threads()).hasSize(3).allMatch(Thread::isDaemon);

    loader.close();

    assertThat(threads()).isEmpty();
    assertThatThrownBy(batches::next).hasMessage("the loader is closed");
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("pretext-loader"))
        .toList();
  }

  private static List<Integer> order(Loader loader, int epoch) {
    List<Integer> order = new ArrayList<>();
    loader
        .epoch(epoch)
        .forEachRemaining(batch -> Arrays.stream(loader.indices()).forEach(order::add));
    return order;
  }
}
