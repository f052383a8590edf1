package io.pretext.app;

import static io.pretext.app.Cli.concat;
import static io.pretext.app.Runs.metrics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.Classifier;
import io.pretext.ClassifierTraining;
import io.pretext.Pretext;
import io.pretext.app.model.Models;
import io.pretext.datasets.DataRequest;
import io.pretext.datasets.Datasets;
import io.pretext.datasets.Image;
import io.pretext.datasets.Split;
import io.pretext.zoo.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fine-tuning on 64 built-in images, from the words of the command to the run directory. */
@Tag("slow")
final class FinetuneTest {

  private static final Object[] SMALL = {
    "--data", "shapes",
    "--limit", 64,
    "--set", "schedule.batch=16",
    "--set", "schedule.epochs=3",
    "--set", "schedule.warmup=0",
    "--set", "evaluate.queries=32",
    "--set", "evaluate.batch=32",
    "--set", "engine.threads=1"
  };

  /** Everything that draws: views, mixing, paths, a teacher. */
  private static final Object[] DISTILLED = {
    "deit-mini-4",
    "--scratch",
    "--set",
    "backbone.width=0.25",
    "--set",
    "views={recipe: deit, size: 32, normalise: cifar10, interpolation: bilinear}",
    "--set",
    "mixing.mixup=0.8",
    "--set",
    "mixing.cutmix=1",
    "--set",
    "mixing.smoothing=0.1",
    "--set",
    "dropPath=0.1",
    "--set",
    "distillation.kind=soft"
  };

  @TempDir private static Path shared;
  @TempDir private Path folder;
  private static Path first;

  /** A convolutional classifier that others start from and learn from. */
  @BeforeAll
  static void train() {
    first = shared.resolve("first");
    Cli cli =
        finetune(
            first,
            "resnet20",
            "--scratch",
            "--set",
            "backbone.width=0.25",
            "--set",
            "schedule.epochs=1");
    assertThat(cli.code()).as(cli.err()).isZero();
  }

  private static Cli finetune(Path out, Object... words) {
    return Cli.run(words(out, words));
  }

  private static Object[] words(Path out, Object... more) {
    Object[] small = concat(new Object[] {"finetune"}, SMALL);
    return concat(concat(small, "--out", out, "--json"), more);
  }

  @Test
  void aRunReportsWhatWasLearned() {
    Path run = folder.resolve("run");

    Cli cli = finetune(run, concat(DISTILLED, "--teacher", first));

    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json().keySet())
        .containsExactly(
            "backbone",
            "dataset",
            "images",
            "epochs",
            "steps",
            "loss_first",
            "loss_last",
            "top1",
            "top5",
            "top1_by_head",
            "agreement_by_head",
            "images_per_second",
            "seconds",
            "planned_mb",
            "peak_rss_mb",
            "run");
    assertThat(cli.json())
        .containsEntry("backbone", "deit-mini-4")
        .containsEntry("images", 64)
        .containsEntry("epochs", 3)
        .containsEntry("steps", 12);
    assertThat(((Map<?, ?>) cli.json().get("top1_by_head")).keySet().toString())
        .isEqualTo("[head, head_dist]");
    assertThat(((Map<?, ?>) cli.json().get("agreement_by_head")).keySet().toString())
        .isEqualTo("[head, head_dist]");
    assertThat((double) cli.json().get("top1")).isBetween(0.0, 100.0);
    assertThat((double) cli.json().get("top5"))
        .isGreaterThanOrEqualTo((double) cli.json().get("top1"));
    for (String file :
        List.of("config.yaml", "provenance.json", "loss.png", "views.png", "accuracy.png")) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }
  }

  @Test
  void aRunIsAModelThatKnowsItsClasses() {
    try (Model model = Models.open(first.toString())) {
      assertThat(model.description().backbone()).isEqualTo("resnet20");
      assertThat(model.description().width()).isEqualTo(0.25);
      assertThat(model.description().image()).isEqualTo(32);
      assertThat(model.description().mean()).containsExactly(0.4914, 0.4822, 0.4465);
      assertThat(model.description().classes()).hasSize(10).contains("disc", "heart");
      assertThat(model.paths()).contains("linear/weight", "layer1/0/bn1/running_var");
      assertThat(model.paths()).noneMatch(path -> path.contains("optimizer"));
      assertThat(model.shape("linear/weight")).containsExactly(10, 16);
    }
  }

  @Test
  void whatIsFrozenStaysAsTheModelHasIt() {
    Path run = folder.resolve("run");
    Cli cli =
        finetune(run, first, "--freeze", "backbone", "--labels", "50%", "--set", "mixing.mixup=1");
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.json()).containsEntry("images", 30);

    try (Model before = Models.open(first.toString());
        Model after = Models.open(run.toString())) {
      assertThat(after.paths()).containsExactlyElementsOf(before.paths());
      for (String path : before.paths()) {
        if (path.startsWith("linear/")) {
          assertThat(after.read(path)).as(path).isNotEqualTo(before.read(path));
        } else {
          assertThat(after.read(path)).as(path).isEqualTo(before.read(path));
        }
      }
    }
  }

  @Test
  void theFacadeDoesTheSame() {
    Path run = folder.resolve("run");

    try (Classifier classifier = ofFacade(first.toString(), run).freeze("backbone").run()) {
      var result = classifier.result().orElseThrow();
      assertThat(result.images()).isEqualTo(30);
      assertThat(result.steps()).isEqualTo(1);
      assertThat(result.run()).isEqualTo(run.toString());
      assertThat(result.top1ByHead()).containsOnlyKeys("linear");
      assertThat(result.agreementByHead().orElseThrow().get("linear")).isBetween(0.0, 100.0);
      try (Model before = Models.open(first.toString());
          Model after = Models.open(result.run());
          Classifier opened = Classifier.open(result.run())) {
        assertThat(after.read("conv1/weight")).isEqualTo(before.read("conv1/weight"));
        assertThat(after.read("linear/weight")).isNotEqualTo(before.read("linear/weight"));
        Image image = Datasets.open(new DataRequest("shapes", Split.TRAIN)).image(0);
        assertThat(classifier.classify(image).best()).isEqualTo(opened.classify(image).best());
        assertThat(opened.result()).isEmpty();
      }
    }
  }

  /** One step on half of the labels, compared with the first classifier. */
  private static ClassifierTraining ofFacade(String model, Path out) {
    return Pretext.finetune(model)
        .data("shapes")
        .limit(64)
        .labels(50)
        .teacher(first.toString())
        .preset("finetune/conv")
        .set("distillation.kind=none")
        .set("schedule={epochs: 1, batch: 30, warmup: 0}")
        .set("evaluate.queries=32")
        .set("engine.threads=1")
        .out(out);
  }

  @Test
  void theFacadeTrainsFromScratchAndNeedsLabels() {
    String eighth = "backbone.width=0.125";
    Path run = folder.resolve("run");

    try (var trained = ofFacade("resnet20", run).scratch().set(eighth).run()) {
      assertThat(trained.name(0)).isEqualTo("disc");
      assertThat(run.resolve("config.yaml")).content().contains("rate: 0.05");
    }
    assertThatThrownBy(() -> Pretext.finetune(run.toString()).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a classifier learns from labelled images: name");
  }

  @Test
  void theNormalisationIsTheModelsUnlessAnotherIsNamed() throws IOException {
    Path own = folder.resolve("own");
    Path other = folder.resolve("other");
    Object[] one = {"--set", "schedule.epochs=1", "--set", "layerDecay=0.5"};

    assertThat(finetune(own, concat(new Object[] {first}, one)).code()).isZero();
    assertThat(
            finetune(other, concat(new Object[] {first, "--set", "views.normalise=imagenet"}, one))
                .code())
        .isZero();

    try (Model model = Models.open(own.toString());
        Model changed = Models.open(other.toString())) {
      assertThat(model.description().mean()).containsExactly(0.4914, 0.4822, 0.4465);
      assertThat(changed.description().mean()).containsExactly(0.485, 0.456, 0.406);
    }
    assertThat(Files.readString(own.resolve("provenance.json"))).contains("sha256:");
  }

  /** A copy of a run after its first epoch. */
  private Path begun(String name) throws IOException {
    Path begun = folder.resolve("begun");
    if (!Files.exists(begun)) {
      Cli cli = distilled(begun, "--stop-after", 1);
      assertThat(cli.code()).as(cli.err()).isZero();
      assertThat(cli.json()).containsEntry("epochs", 1);
    }
    return Runs.copy(begun, folder.resolve(name));
  }

  private Cli distilled(Path out, Object... more) {
    return finetune(out, concat(concat(DISTILLED, "--teacher", first), more));
  }

  @Test
  void aStoppedAndAKilledRunResumeToTheNumbersOfOneThatWentOn() throws Exception {
    Path wentOn = begun("went-on");
    Path stopped = begun("stopped");
    Path killed = begun("killed");
    Cli once = distilled(wentOn, "--resume");

    assertThat(distilled(stopped, "--resume", "--stop-after", 2).json()).containsEntry("epochs", 2);
    Cli twice = distilled(stopped, "--resume");
    kill(killed);
    Cli thrice = distilled(killed, "--resume");

    assertThat(metrics(wentOn)).hasSize(12 + 3);
    assertThat(metrics(stopped)).isEqualTo(metrics(wentOn));
    assertThat(metrics(killed)).isEqualTo(metrics(wentOn));
    for (String key :
        List.of("loss_first", "loss_last", "top1", "top1_by_head", "agreement_by_head")) {
      assertThat(twice.json().get(key)).as(key).isEqualTo(once.json().get(key));
      assertThat(thrice.json().get(key)).as(key).isEqualTo(once.json().get(key));
    }
    assertThat(distilled(wentOn, "--resume").json()).isEqualTo(once.json());
  }

  /** Goes on in a process of its own, which is killed inside the next epoch. */
  private void kill(Path run) throws Exception {
    Object[] command = words(run, concat(DISTILLED, "--teacher", first, "--resume"));
    Path log = folder.resolve("log");
    Process process = Cli.elsewhere(log, command);
    Runs.await(process, run, 7);
    process.destroyForcibly().waitFor();
    assertThat(run.resolve("result.json")).as(Files.readString(log)).doesNotExist();
  }
}
