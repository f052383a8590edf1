package io.pretext.zoo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pretext.graph.Safetensors;
import io.pretext.testkit.ClosedForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * PyTorch itself reads our files and gives our numbers, where {@code PRETEXT_PYTHON} names a Python
 * that has it.
 */
final class PyTorchTest {

  private static final int SIDE = 64;

  @TempDir private Path folder;

  @Test
  void loadsStrictlyAndGivesTheSameNumbers() throws Exception {
    String python = System.getenv("PRETEXT_PYTHON");
    assumeTrue(python != null, "PRETEXT_PYTHON names no Python with PyTorch");
    export("resnet18", Fixture.of("resnet18", 1, false, SIDE));
    export("vit-tiny-16", Fixture.of("vit-tiny-16", 1, false, SIDE));
    export("deit-tiny-distilled-16", Fixture.of("deit-tiny-distilled-16", 1, false, SIDE));
    export("repvgg-a0", Fixture.of("repvgg-a0", 1, false, SIDE));
    export("repvgg-a0-deploy", Fixture.of("repvgg-a0", 1, true, SIDE));
    Detectron2File.write(
        folder.resolve("resnet18-detectron2.pth"), Fixture.of("resnet18", 1, false, SIDE));

    Process script =
        new ProcessBuilder(python, "src/test/python/torch_reads.py", folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(script.getInputStream().readAllBytes());
    Files.writeString(Path.of("target/torch_reads.txt"), said);

    assertThat(script.waitFor()).as(said).isZero();
    assertThat(said.lines().filter(line -> line.contains("tensors"))).as(said).hasSize(6);
  }

  private void export(String name, Fixture model) throws IOException {
    StateDict whole = StateDict.whole(model);
    Safetensors.write(
        folder.resolve(name + ".safetensors"),
        whole.shapes(),
        whole.counters(),
        whole.values(),
        model.description().toMetadata());
    TorchFile.write(folder.resolve(name + ".pth"), whole);
    TorchFile.write(folder.resolve(name + "-backbone.pth"), StateDict.backbone(model));
    INDArray images = ClosedForm.images(2, SIDE);
    SameDiffFile.write(folder.resolve(name + ".fb"), model);
    Map<String, INDArray> expected =
        SameDiff.load(folder.resolve(name + ".fb").toFile(), false)
            .output(Map.of("image", images), "features", "logits");
    expected.put("image", images);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    expected.forEach((key, value) -> shapes.put(key, value.shape()));
    Safetensors.write(
        folder.resolve(name + ".expected"),
        shapes,
        key -> expected.get(key).dup('c').data().asFloat(),
        Map.of());
  }
}
