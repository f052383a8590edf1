package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.graph.Graph;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.ModelFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

class ViewAttentionTest {

  @TempDir private Path folder;

  @Test
  void drawsASheetPerImage() throws IOException {
    Path out = folder.resolve("pictures");

    Cli cli = view(model("vit-mini-4"), "--limit", 2, "--out", out, "--json");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json()).containsEntry("block", 6);
    List<?> pictures = (List<?>) cli.json().get("pictures");
    assertThat(pictures).hasSize(2).doesNotHaveDuplicates();
    for (Object picture : pictures) {
      assertThat(Path.of(picture.toString())).hasParent(out);
      BufferedImage sheet = ImageIO.read(Path.of(picture.toString()).toFile());
      assertThat(sheet.getWidth()).isGreaterThanOrEqualTo(16 + 6 * 144 + 5 * 10 + 16);
    }
  }

  @Test
  void imagesMayHaveAnotherSizeAndTheBlockBeChosen() {
    Cli cli =
        view(
            model("dinov2-small-14-reg"),
            "--size",
            42,
            "--block",
            3,
            "--limit",
            1,
            "--out",
            folder,
            "--json");

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json()).containsEntry("block", 3);
  }

  @Test
  void aNetworkWithoutAttentionIsRefused() {
    Cli cli = view(model("resnet20"), "--out", folder);

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err())
        .contains("resnet20 has no attention to show; take a model with a backbone vit, deit");
  }

  @Test
  void blocksAndSizesThatAreNoneAreRefused() {
    Path model = model("vit-mini-4");

    assertThat(view(model, "--out", folder, "--block", 7).err())
        .contains("there is no block 7, only 1 to 6");
    assertThat(view(model, "--out", folder, "--size", 30).err())
        .contains("30 x 30 pixels is no whole number of patches of 4 pixels");
  }

  private static Cli view(Path model, Object... options) {
    var words = new java.util.ArrayList<Object>(List.of("view", "attention", model));
    words.addAll(List.of("--images", "shapes"));
    words.addAll(List.of(options));
    return Cli.run(words.toArray());
  }

  /** An untrained model of a quarter of the width, for images of 28 or 32 pixels. */
  private Path model(String name) {
    int image = name.startsWith("dinov2") ? 28 : 32;
    var g = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 3);
    Backbones.create(name, BackboneOptions.ofWidth(0.25))
        .build(g, g.input("image", 1, 3, image, image));
    Map<String, long[]> shapes = g.values();
    var thirds = List.of(0.5, 0.5, 0.5);
    var description =
        new Description(name, 0.25, false, image, thirds, thirds, List.of(), "pretext");
    Path file = folder.resolve(name + ".safetensors");
    ModelFile.write(file, description, shapes, g::initial);
    return file;
  }
}
