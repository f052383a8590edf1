package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gets a sentence that says what to do, never a trace. */
final class BadInputTest {

  private static final String PRESET = "shapes/simclr-resnet20";

  @TempDir private Path folder;

  private Cli pretrain(Object... more) {
    Object[] words = {"pretrain", PRESET, "--set", "smoke=true", "--out", folder.resolve("run")};
    return Cli.run(Stream.of(words, more).flatMap(Arrays::stream).toArray());
  }

  private static void assertSentence(Cli cli, int code, String... parts) {
    assertThat(cli.code()).as(cli.err()).isEqualTo(code);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).startsWith("pretext: ").contains(parts).doesNotContain("\tat ");
    assertThat(cli.err().lines().filter(line -> line.startsWith("pretext: "))).hasSize(1);
  }

  @Test
  void noData() {
    assertSentence(pretrain("--data", folder.resolve("nowhere")), 1, "nowhere");
  }

  @Test
  void aTruncatedDataFile() throws IOException {
    Path data = Files.createDirectories(folder.resolve("cifar10"));
    for (int i = 1; i <= 5; i++) {
      Files.write(data.resolve("data_batch_" + i + ".bin"), new byte[3073 * 2 + 100]);
    }
    Files.write(data.resolve("test_batch.bin"), new byte[3073]);

    assertSentence(pretrain("--data", data), 1, "data_batch_1.bin");
  }

  @Test
  void aPresetThatDoesNotExist() {
    assertSentence(
        Cli.run("pretrain", "shapes/simclr-resnet2"), 1, "did you mean 'shapes/simclr-resnet20'?");
  }

  @Test
  void aPresetWithAnUnknownKey() throws IOException {
    Path preset = folder.resolve("mine.yaml");
    Files.writeString(preset, "method: {name: simclr}\nbackbone: {name: resnet20, wdith: 2}\n");

    assertSentence(Cli.run("pretrain", preset), 1, "wdith", "did you mean 'width'?");
  }

  @Test
  void anUnknownSetting() {
    assertSentence(
        pretrain("--set", "schedule.epoch=2"), 1, "schedule", "'epoch'", "did you mean 'epochs'?");
    assertSentence(pretrain("--set", "shedule.epochs=2"), 1, "did you mean 'schedule.epochs'?");
  }

  @Test
  void anUnknownSettingOfTheMethod() {
    assertSentence(
        pretrain("--set", "method.temprature=2"), 1, "temprature", "did you mean 'temperature'?");
  }

  @Test
  void anUnknownMethodBackboneOrEngine() {
    assertSentence(pretrain("--set", "method.name=simcrl"), 1, "simcrl", "simclr");
    assertSentence(pretrain("--set", "backbone.name=resnet21"), 1, "resnet21", "resnet20");
    assertSentence(pretrain("--set", "engine.name=onedn"), 1, "onedn", "onednn");
  }

  @Test
  void aPrecisionThatIsNotBuilt() {
    assertSentence(
        Cli.run("bench", "step", "--backbone", "resnet20", "--batch", 4, "--precision", "bf16"),
        1,
        "precision",
        "f32");
  }

  @Test
  void anImageOfTwoChannels() throws IOException {
    Path data = Files.createDirectories(folder.resolve("photos"));
    var grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 20; i++) {
      ImageIO.write(grey, "png", data.resolve("grey" + i + ".png").toFile());
    }
    ImageIO.write(greyWithAlpha(8, 8), "png", data.resolve("two.png").toFile());

    assertSentence(pretrain("--data", data), 1, "two.png", "channels");
  }

  private static BufferedImage greyWithAlpha(int width, int height) {
    var grey = ColorSpace.getInstance(ColorSpace.CS_GRAY);
    var colours =
        new ComponentColorModel(grey, true, false, Transparency.TRANSLUCENT, DataBuffer.TYPE_BYTE);
    return new BufferedImage(
        colours, colours.createCompatibleWritableRaster(width, height), false, null);
  }

  @Test
  void aBatchLargerThanTheData() {
    assertSentence(
        pretrain("--set", "schedule.batch=256"), 1, "schedule.batch", "256", "64 images");
  }

  @Test
  void aRunDirectoryThatIsNone() {
    assertSentence(Cli.run("knn", folder), 1, folder.toString());
  }

  @Test
  void aRunThatIsAlreadyThere() {
    assertThat(pretrain("--set", "schedule.epochs=1").code()).isZero();

    assertSentence(pretrain("--set", "schedule.epochs=1"), 1, "--resume");
  }

  @Test
  void aRunDirectoryFromAnotherVersion() throws IOException {
    assertThat(pretrain("--set", "schedule.epochs=1").code()).isZero();
    Path provenance = folder.resolve("run/provenance.json");
    String text = Files.readString(provenance);
    assertThat(text).contains("\"version\"");
    Files.writeString(provenance, text.replaceFirst("(\"version\" ?: ?\")[^\"]*", "$19.9.9"));

    assertSentence(pretrain("--set", "schedule.epochs=1", "--resume"), 1, "9.9.9");

    Files.writeString(provenance, text.replaceFirst("(\"format\" ?: ?)\\d+", "$199"));

    assertSentence(Cli.run("knn", folder.resolve("run")), 1, "written by Pretext");
  }

  private Cli finetune(Object... more) {
    Object[] words = {"finetune", "resnet20", "--scratch", "--data", "shapes", "--limit", 64};
    Object[] small = {"--set", "schedule.batch=16", "--out", folder.resolve("run")};
    return Cli.run(Stream.of(words, small, more).flatMap(Arrays::stream).toArray());
  }

  @Test
  void fineTuningWhatIsNotThere() {
    assertSentence(Cli.run("finetune", "nowhere", "--data", "shapes"), 1, "no model 'nowhere'");
    assertSentence(Cli.run("finetune", "resnet20", "--data", "shapes"), 1, "add --scratch");
    assertSentence(
        Cli.run("finetune", "resnet21", "--scratch", "--data", "shapes"), 1, "'resnet20'");
    assertSentence(finetune("--preset", "finetune/conf"), 1, "did you mean 'finetune/conv'?");
    assertSentence(finetune("--teacher", "nobody"), 1, "no model 'nobody'");
  }

  @Test
  void fineTuningWithSettingsThatDoNotFit() {
    assertSentence(finetune("--freeze", "layr1/**"), 1, "'layr1/**' matches nothing", "conv1/");
    assertSentence(finetune("--freeze", "**"), 1, "leaves nothing to train");
    assertSentence(finetune("--labels", "1%"), 1, "1% of the 64 labels", "10 classes");
    assertSentence(finetune("--labels", "many"), 1, "per cent", "'many'");
    assertSentence(finetune("--labels", "0"), 1, "labels must be above 0%");
    assertSentence(finetune("--set", "views.recipe=simclr"), 1, "recipe of one view", "shift-flip");
    assertSentence(finetune("--set", "mixing.mixupp=1"), 1, "did you mean 'mixing.mixup'?");
    assertSentence(finetune("--set", "dropPath=0.1"), 1, "dropPath must be 0 for resnet20");
    assertSentence(finetune("--set", "schedule.batch=128"), 1, "schedule.batch", "64 images");
  }

  @Test
  void fineTuningOnImagesWithoutLabels() throws IOException {
    Path data = Files.createDirectories(folder.resolve("photos"));
    var grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 20; i++) {
      ImageIO.write(grey, "png", data.resolve("grey" + i + ".png").toFile());
    }

    assertSentence(
        Cli.run("finetune", "resnet20", "--scratch", "--data", data),
        1,
        "without labels",
        "name another --data");
  }

  @Test
  void wordsThatAreNoCommand() {
    assertSentence(Cli.run("pretain"), 2, "pretain");
    assertSentence(Cli.run(), 2, "which command");
  }

  @Test
  void minusVShowsWhereAnErrorCameFrom() {
    assertThat(Cli.run("pretrain", "nothing", "-v").err()).contains("\tat io.pretext");
  }
}
