package io.pretext.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.config.AtomicFile;
import io.pretext.engine.UpdateRule;
import io.pretext.graph.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointTest {

  /** Takes {@code room} bytes, then is full. */
  private static final class FullDisk implements WritableByteChannel {
    private final WritableByteChannel real;
    private int room;

    FullDisk(WritableByteChannel real, int room) {
      this.real = real;
      this.room = room;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      if (bytes.remaining() > room) {
        real.write(bytes.slice(bytes.position(), room));
        throw new IOException("No space left on device");
      }
      room -= bytes.remaining();
      return real.write(bytes);
    }

    @Override
    public boolean isOpen() {
      return real.isOpen();
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }

  @TempDir Path folder;

  private final QuadraticStep step = new QuadraticStep(new UpdateRule.Sgd(0.9, false), false);
  private final Progress progress = new Progress(3, 2, 17, 0.1 + 0.2, 1.5, Double.NaN);

  private void train(int updates) {
    for (int i = 0; i < updates; i++) {
      step.run(QuadraticStep.batch(1), i);
      step.optimise(path -> new UpdateRule.Settings(0.1, 0, false, 10), 1);
      step.settle(0);
    }
  }

  private QuadraticStep restored(Checkpoint checkpoint) {
    var other = new QuadraticStep(new UpdateRule.Sgd(0.9, false), false);
    assertThat(checkpoint.restore(other)).isEqualTo(checkpoint.progress());
    return other;
  }

  private static void requireEqual(QuadraticStep a, QuadraticStep b) {
    for (String name : a.names()) {
      assertThat(b.read(name)).as(name).isEqualTo(a.read(name));
    }
    assertThat(b.updates()).isEqualTo(a.updates());
  }

  @Test
  void restoresEveryValueAndTheProgress() {
    var checkpoint = new Checkpoint(folder);
    assertThat(checkpoint.exists()).isFalse();
    train(5);

    checkpoint.save(step, progress, Map.of("seed", "7"));

    assertThat(checkpoint.exists()).isTrue();
    assertThat(checkpoint.progress()).isEqualTo(progress);
    assertThat(checkpoint.choices()).isEqualTo(Map.of(QuadraticStep.WEIGHT, "direct"));
    assertThat(checkpoint.notes()).isEqualTo(Map.of("seed", "7"));
    assertThat(step.updates()).isEqualTo(5);
    requireEqual(step, restored(checkpoint));
  }

  @Test
  void aFullDiskLeavesTheLastGoodOne() throws IOException {
    train(2);
    var good = new Checkpoint(folder);
    good.save(step, progress, Map.of());
    var before = restored(good);
    train(3);
    int size = (int) Files.size(folder.resolve("state.safetensors"));

    for (int room = 0; room < size; room += 37) {
      int bytes = room;
      var full = new Checkpoint(folder, channel -> new FullDisk(channel, bytes));
      assertThatThrownBy(() -> full.save(step, Progress.start(), Map.of()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "cannot write " + folder.resolve("state.safetensors") + ": No space left on device");
    }

    assertThat(good.progress()).isEqualTo(progress);
    requireEqual(before, restored(good));
    assertThat(Files.list(folder)).hasSize(1);
  }

  @Test
  void aPartLeftByAKilledProcessDoesNoHarm() throws IOException {
    var checkpoint = new Checkpoint(folder);
    checkpoint.save(step, progress, Map.of());
    Files.writeString(folder.resolve("state.safetensors.part"), "half a checkpoint");

    assertThat(checkpoint.progress()).isEqualTo(progress);
    checkpoint.save(step, Progress.start(), Map.of());
    assertThat(checkpoint.progress()).isEqualTo(Progress.start());
  }

  @Test
  void theValuesAreReadableOnTheirOwn() {
    train(1);
    var checkpoint = new Checkpoint(folder);
    checkpoint.save(step, progress, Map.of());

    try (Safetensors tensors = checkpoint.open()) {
      assertThat(tensors.read(QuadraticStep.WEIGHT)).isEqualTo(step.read(QuadraticStep.WEIGHT));
      assertThat(tensors.names()).contains("optimizer/momentum/net/bias", QuadraticStep.AVERAGE);
    }
  }

  @Test
  void anotherNetworkIsASentence() {
    var checkpoint = new Checkpoint(folder);
    checkpoint.save(step, progress, Map.of());
    String file = folder.resolve("state.safetensors").toString();

    var plain = new QuadraticStep(new UpdateRule.Sgd(0, false), false);
    refused(
        () -> checkpoint.restore(plain),
        file
            + " holds 'optimizer/momentum/net/bias', which the network has not: it belongs to"
            + " another method, backbone or optimizer");
    var adam = new QuadraticStep(new UpdateRule.Adam(0.9, 0.9, 1, false), false);
    refused(
        () -> checkpoint.restore(adam),
        file
            + " has no 'optimizer/first/net/bias': it belongs to another method, backbone or"
            + " optimizer");
    var other =
        new QuadraticStep(new UpdateRule.Sgd(0.9, false), false) {
          @Override
          public long[] shape(String name) {
            return new long[] {4};
          }
        };
    refused(
        () -> checkpoint.restore(other),
        file
            + " holds 'average/weight' with shape [2, 2], the network's is [4]: it belongs to"
            + " another method, backbone or optimizer");
  }

  @Test
  void anotherFormatIsASentence() {
    var checkpoint = new Checkpoint(folder);
    checkpoint.save(step, progress, Map.of());
    Path file = folder.resolve("state.safetensors");
    Map<String, String> metadata;
    try (Safetensors tensors = checkpoint.open()) {
      metadata = new HashMap<>(tensors.metadata());
    }
    metadata.put("format", "9");
    metadata.put("version", "7.0");
    AtomicFile.write(
        file, channel -> Safetensors.write(channel, Map.of(), name -> new float[0], metadata));

    assertThatIllegalArgumentException()
        .isThrownBy(checkpoint::progress)
        .withMessageStartingWith(file + " has the format 9 of Pretext 7.0, this is ");
  }

  @Test
  void noCheckpointIsASentence() {
    refused(
        () -> new Checkpoint(folder.resolve("checkpoint")).progress(),
        "there is no checkpoint in "
            + folder.resolve("checkpoint")
            + ", the run was stopped before its first");
  }

  private static void refused(Runnable action, String message) {
    assertThatIllegalArgumentException().isThrownBy(action::run).withMessage(message);
  }
}
