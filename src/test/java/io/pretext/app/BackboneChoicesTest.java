package io.pretext.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.pretext.app.model.Models;
import io.pretext.zoo.Norm;
import io.pretext.zoo.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose backbone is not as published open again as what was trained. */
@Tag("slow")
final class BackboneChoicesTest {

  @TempDir private Path folder;

  private Cli pretrain(String run, Object... settings) {
    Object[] words = {"pretrain", "shapes/simclr-resnet20", "--out", folder.resolve(run), "--json"};
    Object[] set =
        Stream.concat(
                Stream.of("smoke=true", "schedule.epochs=1", "engine.threads=1"),
                Arrays.stream(settings))
            .flatMap(setting -> Stream.of("--set", setting))
            .toArray();
    return Cli.run(Cli.concat(words, set));
  }

  private Cli finetune(String model, Object... more) {
    Object[] words = {"finetune", folder.resolve(model), "--data", "shapes", "--limit", 64};
    Object[] small = {
      "--set",
      "schedule.batch=16",
      "--set",
      "schedule.epochs=2",
      "--set",
      "schedule.warmup=0",
      "--set",
      "evaluate.queries=32"
    };
    Object[] out = {"--out", folder.resolve("tuned-" + model), "--json"};
    return Cli.run(Cli.concat(Cli.concat(Cli.concat(words, small), out), more));
  }

  @Test
  void aRunWithGroupNormAndStandardisedWeights() throws IOException {
    Cli trained = pretrain("run", "backbone.norm=group", "backbone.standardise=true");
    assertThat(trained.code()).as(trained.err()).isZero();
    Path run = folder.resolve("run");
    assertThat(run.resolve("config.yaml")).content().contains("norm: group", "standardise: true");

    Path file = folder.resolve("model.safetensors");
    Cli exported = Cli.run("zoo", "export", run, "--format", "safetensors", "--out", file);

    assertThat(exported.code()).as(exported.err()).isZero();
    try (Model model = Models.open(file.toString())) {
      assertThat(model.description().norm()).isEqualTo(Norm.GROUP);
      assertThat(model.description().standardise()).isTrue();
      assertThat(model.paths()).noneMatch(path -> path.contains("running"));
    }
    assertThat(Cli.run("knn", run, "--json").json().get("knn"))
        .isEqualTo(trained.json().get("knn"));
    assertThat(features("of-run", run)).isEqualTo(features("of-file", file));

    Cli tuned = finetune("model.safetensors");
    assertThat(tuned.code()).as(tuned.err()).isZero();
    try (Model model = Models.open(folder.resolve("tuned-model.safetensors").toString())) {
      assertThat(model.description().norm()).isEqualTo(Norm.GROUP);
    }
    Cli other = finetune("run", "--set", "backbone.standardise=false");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("set backbone.norm=group and backbone.standardise=true");
    Cli from = pretrain("next", "backbone.weights=" + file);
    assertThat(from.code()).isEqualTo(1);
    assertThat(from.err()).contains("set backbone.norm=group and backbone.standardise=true");
  }

  @Test
  void aRunWithComputedPositionsAndFrozenPatches() throws IOException {
    Cli trained =
        pretrain(
            "run",
            "backbone.name=vit-mini-4",
            "backbone.positions=sin-cos",
            "backbone.frozenPatches=true",
            "backbone.dropPath=0.1");
    assertThat(trained.code()).as(trained.err()).isZero();
    Path run = folder.resolve("run");

    try (Model model = Models.open(run.toString())) {
      float[] positions = model.read("pos_embed");
      assertThat(model.shape("pos_embed")).containsExactly(1, 65, 32);
      // The first patch, in row 0 and column 0: sines of nothing, cosines of nothing, twice.
      assertThat(Arrays.copyOfRange(positions, 32, 40)).containsOnly(0);
      assertThat(Arrays.copyOfRange(positions, 40, 48)).containsOnly(1);
    }
    assertThat(Cli.run("knn", run, "--json").json().get("knn"))
        .isEqualTo(trained.json().get("knn"));
    Path file = folder.resolve("model.safetensors");
    Cli exported = Cli.run("zoo", "export", run, "--format", "safetensors", "--out", file);
    assertThat(exported.code()).as(exported.err()).isZero();
    assertThat(features("of-run", run)).isEqualTo(features("of-file", file));
    Cli tuned = finetune("run", "--set", "dropPath=0.1");
    assertThat(tuned.code()).as(tuned.err()).isZero();
  }

  @Test
  void choicesThatDoNotFitAreNamed() {
    assertThat(pretrain("a", "backbone.norm=layer").err())
        .contains("backbone.norm has no choice 'layer'");
    assertThat(pretrain("b", "backbone.norm=none", "backbone.standardise=true").err())
        .contains("backbone.standardise must be false where norm is none");
    assertThat(pretrain("c", "backbone.positions=sin-cos").err())
        .contains("positions must be learnt for resnet20");
    assertThat(pretrain("d", "backbone.dropPath=0.1").err())
        .contains("dropPath must be 0 for resnet20");
  }

  private byte[] features(String name, Path model) throws IOException {
    Path npy = folder.resolve(name + ".npy");
    Cli embed = Cli.run("embed", model, "--data", "shapes", "--limit", 10, "--out", npy);
    assertThat(embed.code()).as(embed.err()).isZero();
    return Files.readAllBytes(npy);
  }
}
