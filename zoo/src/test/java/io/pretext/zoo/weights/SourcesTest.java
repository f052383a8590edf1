package io.pretext.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.graph.Safetensors;
import io.pretext.graph.Shape;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.WeightShapes;
import io.pretext.zoo.file.TensorFile;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import io.pretext.zoo.model.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checkpoints of every source, with the names and shapes that theirs have, of networks an eighth as
 * wide. Whatever is put in under their names must come out under ours.
 */
final class SourcesTest {

  private static final BackboneOptions NARROW = BackboneOptions.ofWidth(0.125);

  @TempDir private Path folder;

  /** A checkpoint: shape by name, and the path of our network that each name stands for. */
  private static final class Checkpoint {

    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();

    /** The backbone under other names. */
    Checkpoint backbone(
        String backbone, BackboneOptions options, int image, UnaryOperator<String> name) {
      WeightShapes.of(backbone, options, image)
          .values()
          .forEach(
              (path, shape) -> {
                String theirs = name.apply(path.replace('/', '.'));
                shapes.put(theirs, shape);
                paths.put(theirs, path);
                if (theirs.endsWith("running_var")) {
                  shapes.put(theirs.replace("running_var", "num_batches_tracked"), new long[0]);
                }
              });
      return this;
    }

    /** A tensor that must not come out. */
    Checkpoint and(String name, long... shape) {
      shapes.put(name, shape);
      return this;
    }

    Checkpoint head(String theirs, String ours, int features, int classes) {
      shapes.put(theirs + ".weight", new long[] {classes, features});
      shapes.put(theirs + ".bias", new long[] {classes});
      paths.put(theirs + ".weight", ours + "/weight");
      paths.put(theirs + ".bias", ours + "/bias");
      return this;
    }

    Path write(Path file) {
      Safetensors.write(file, shapes, name -> values(name, Shape.size(shapes.get(name))), Map.of());
      return file;
    }
  }

  private static float[] values(String name, long count) {
    var values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (name.hashCode() % 1000) / 7f + i;
    }
    return values;
  }

  private static UnaryOperator<String> under(String prefix) {
    return name -> prefix + name;
  }

  private static Checkpoint resNet50(UnaryOperator<String> name) {
    return new Checkpoint().backbone("resnet50", NARROW, 224, name);
  }

  private static Checkpoint resNet18(UnaryOperator<String> name) {
    return new Checkpoint().backbone("resnet18", NARROW, 224, name);
  }

  private static Checkpoint cifar18(UnaryOperator<String> name) {
    return new Checkpoint().backbone("resnet18-cifar", NARROW, 32, name);
  }

  private static Checkpoint vit(String name, double width, int image, UnaryOperator<String> names) {
    return new Checkpoint().backbone(name, BackboneOptions.ofWidth(width), image, names);
  }

  /** As {@code torch.nn.Sequential(*list(resnet.children())[:-1])} calls it. */
  private static String listed(String name, int firstLayer) {
    return name.replaceFirst("^conv1\\.", "0.")
        .replaceFirst("^bn1\\.", "1.")
        .replaceFirst("^layer1\\.", firstLayer + ".")
        .replaceFirst("^layer2\\.", firstLayer + 1 + ".")
        .replaceFirst("^layer3\\.", firstLayer + 2 + ".")
        .replaceFirst("^layer4\\.", firstLayer + 3 + ".");
  }

  private static String timmRepVgg(String name) {
    return name.replace("stage0.", "stem.")
        .replaceFirst("^stage1\\.", "stages.0.")
        .replaceFirst("^stage2\\.", "stages.1.")
        .replaceFirst("^stage3\\.", "stages.2.")
        .replaceFirst("^stage4\\.", "stages.3.")
        .replace("rbr_dense", "conv_kxk")
        .replace("rbr_1x1", "conv_1x1")
        .replace("rbr_identity", "identity")
        .replace("rbr_reparam", "reparam_conv");
  }

  private static String mmRepVgg(String name) {
    return "backbone."
        + name.replace("stage0.", "stem.")
            .replaceFirst("^stage(\\d)", "stage_$1")
            .replace("rbr_dense.bn", "branch_3x3.norm")
            .replace("rbr_dense", "branch_3x3")
            .replace("rbr_1x1.bn", "branch_1x1.norm")
            .replace("rbr_1x1", "branch_1x1")
            .replace("rbr_identity", "branch_norm")
            .replace("rbr_reparam", "branch_reparam");
  }

  private static Arguments entry(String source, String backbone, Checkpoint checkpoint) {
    return Arguments.of(source, backbone, checkpoint);
  }

  static Stream<Arguments> checkpoints() {
    var all = new ArrayList<Arguments>();
    all.addAll(resNets());
    all.addAll(transformers());
    all.addAll(repVggs());
    return all.stream();
  }

  private static List<Arguments> resNets() {
    return List.of(
        entry("torchvision", "resnet50", resNet50(under("")).head("fc", "fc", 256, 1000)),
        entry("torchvision", "resnet18", resNet18(under("")).head("fc", "fc", 64, 7)),
        entry("torchvision", "resnet50", resNet50(under(""))),
        entry(
            "akamaster",
            "resnet20",
            new Checkpoint()
                .backbone("resnet20", NARROW, 32, under("state_dict.module."))
                .head("state_dict.module.linear", "linear", 8, 10)
                .and("best_prec1")),
        entry(
            "moco-v1",
            "resnet50",
            resNet50(under("state_dict.module.encoder_q."))
                .and("state_dict.module.encoder_q.fc.weight", 128, 256)
                .and("state_dict.module.encoder_q.fc.bias", 128)
                .and("state_dict.module.encoder_k.conv1.weight", 8, 3, 7, 7)
                .and("state_dict.module.queue", 128, 64)
                .and("state_dict.module.queue_ptr", 1)
                .and("optimizer.state.0.momentum_buffer", 3)),
        entry(
            "moco-v2",
            "resnet50",
            resNet50(under("state_dict.module.encoder_q."))
                .and("state_dict.module.encoder_q.fc.0.weight", 256, 256)
                .and("state_dict.module.encoder_q.fc.2.weight", 128, 256)
                .and("state_dict.module.encoder_k.conv1.weight", 8, 3, 7, 7)
                .and("state_dict.module.queue", 128, 64)),
        entry(
            "moco-v3",
            "resnet50",
            resNet50(under("state_dict.module.base_encoder."))
                .and("state_dict.module.base_encoder.fc.0.weight", 64, 256)
                .and("state_dict.module.base_encoder.fc.1.running_mean", 64)
                .and("state_dict.module.momentum_encoder.conv1.weight", 8, 3, 7, 7)
                .and("state_dict.module.predictor.0.weight", 64, 32)),
        entry(
            "swav",
            "resnet50",
            resNet50(under("module."))
                .and("module.projection_head.0.weight", 64, 256)
                .and("module.projection_head.1.running_mean", 64)
                .and("module.projection_head.3.bias", 32)
                .and("module.prototypes.weight", 300, 32)),
        entry(
            "dino",
            "resnet50",
            resNet50(under("teacher.backbone."))
                .and("teacher.head.mlp.0.weight", 64, 256)
                .and("teacher.head.last_layer.weight_g", 100, 1)
                .and("student.module.backbone.conv1.weight", 8, 3, 7, 7)
                .and("dino_loss.center", 1, 100)),
        entry(
            "barlow-twins",
            "resnet50",
            resNet50(under("model.module.backbone."))
                .and("model.module.projector.0.weight", 64, 256)
                .and("model.module.projector.1.running_mean", 64)
                .and("model.module.bn.running_mean", 64)),
        entry(
            "simsiam",
            "resnet50",
            resNet50(under("state_dict.module.encoder."))
                .and("state_dict.module.encoder.fc.0.weight", 256, 256)
                .and("state_dict.module.encoder.fc.7.running_var", 256)
                .and("state_dict.module.predictor.0.weight", 64, 256)),
        entry(
            "byol",
            "resnet50",
            resNet50(under("online_encoder.net."))
                .and("online_encoder.net.fc.weight", 1000, 256)
                .and("online_encoder.net.fc.bias", 1000)
                .and("online_encoder.projector.0.weight", 64, 256)
                .and("net.conv1.weight", 8, 3, 7, 7)
                .and("target_encoder.net.conv1.weight", 8, 3, 7, 7)
                .and("online_predictor.0.weight", 64, 32)),
        entry(
            "byol",
            "resnet18",
            resNet18(name -> "online_network_state_dict.encoder." + listed(name, 4))
                .and("online_network_state_dict.projetion.net.0.weight", 64, 64)
                .and("target_network_state_dict.encoder.0.weight", 8, 3, 7, 7)),
        entry(
            "pixpro",
            "resnet50",
            resNet50(under("model.module.encoder."))
                .and("model.module.projector.linear1.weight", 64, 256, 1, 1)
                .and("model.module.projector.bn1.running_mean", 64)
                .and("model.module.encoder_k.conv1.weight", 8, 3, 7, 7)
                .and("model.module.projector_k.linear1.weight", 64, 256, 1, 1)
                .and("model.module.value_transform.weight", 32, 32, 1, 1)),
        entry(
            "lightly",
            "resnet18",
            resNet18(name -> "state_dict.backbone." + listed(name, 4))
                .and("state_dict.projection_head.layers.0.weight", 64, 64)),
        entry(
            "lightly",
            "resnet18-cifar",
            cifar18(
                    name ->
                        "state_dict.backbone."
                            + listed(name, 2).replace(".downsample.", ".shortcut."))
                .and("state_dict.projection_head.layers.0.weight", 64, 64)
                .and("state_dict.prediction_head.layers.0.weight", 64, 64)
                .and("state_dict.backbone_momentum.0.weight", 8, 3, 3, 3)),
        entry(
            "solo-learn",
            "resnet18-cifar",
            cifar18(under("state_dict.backbone."))
                .and("state_dict.classifier.weight", 10, 64)
                .and("state_dict.classifier.bias", 10)
                .and("state_dict.projector.0.weight", 64, 64)
                .and("state_dict.momentum_backbone.conv1.weight", 8, 3, 3, 3)
                .and("state_dict.queue", 2, 64)),
        entry(
            "solo-learn",
            "resnet18",
            resNet18(under("state_dict.encoder."))
                .and("state_dict.classifier.weight", 10, 64)
                .and("state_dict.projector.0.weight", 64, 64)),
        entry(
            "vissl",
            "resnet50",
            resNet50(under("classy_state_dict.base_model.model.trunk._feature_blocks."))
                .and("classy_state_dict.base_model.model.heads.0.clf.0.weight", 64, 256)
                .and("classy_state_dict.optimizer.state", 3)),
        entry(
            "mmpretrain",
            "resnet50",
            resNet50(under("state_dict.backbone.")).head("state_dict.head.fc", "fc", 256, 1000)),
        entry(
            "mmpretrain",
            "resnet50",
            resNet50(under("state_dict.backbone."))
                .and("state_dict.neck.fc0.weight", 64, 256)
                .and("state_dict.data_preprocessor.mean", 3)),
        entry(
            "supcontrast",
            "resnet50-cifar",
            new Checkpoint()
                .backbone(
                    "resnet50-cifar",
                    NARROW,
                    32,
                    name -> "model.encoder.module." + name.replace(".downsample.", ".shortcut."))
                .and("model.head.0.weight", 256, 256)
                .and("model.head.2.bias", 128)),
        entry(
            "pretext",
            "resnet20",
            new Checkpoint()
                .backbone("resnet20", NARROW, 32, name -> "backbone/" + name.replace('.', '/'))
                .and("optimizer/momentum/backbone/conv1/weight", 2, 3, 3, 3)
                .and("projector/fc1/weight", 64, 8)));
  }

  private static List<Arguments> transformers() {
    return List.of(
        entry("dino", "vit-small-16", vit("vit-small-16", 0.125, 32, under(""))),
        entry(
            "dino",
            "vit-tiny-8",
            vit("vit-tiny-8", 1, 32, under("teacher.backbone."))
                .and("teacher.head.mlp.0.weight", 64, 192)
                .and("student.module.backbone.cls_token", 1, 1, 192)),
        entry(
            "timm",
            "vit-tiny-16",
            vit("vit-tiny-16", 1, 32, under("")).head("head", "head", 192, 1000)),
        entry(
            "deit",
            "deit-tiny-16",
            vit("deit-tiny-16", 1, 32, under("model.")).head("model.head", "head", 192, 1000)),
        entry(
            "deit",
            "deit-tiny-distilled-16",
            vit("deit-tiny-distilled-16", 1, 32, under("model."))
                .head("model.head", "head", 192, 1000)
                .head("model.head_dist", "head_dist", 192, 1000)),
        entry(
            "moco-v3",
            "vit-small-16",
            vit("vit-small-16", 0.125, 32, under("state_dict.module.base_encoder."))
                .and("state_dict.module.base_encoder.head.0.weight", 64, 48)
                .and("state_dict.module.momentum_encoder.cls_token", 1, 1, 48)),
        entry(
            "dinov2",
            "dinov2-small-14",
            vit("dinov2-small-14", 0.125, 56, under("")).and("mask_token", 1, 48)),
        entry(
            "dinov2",
            "dinov2-small-14-reg",
            vit("dinov2-small-14-reg", 0.125, 56, under("")).and("mask_token", 1, 48)),
        entry(
            "dinov2",
            "dinov2-small-14",
            vit(
                    "dinov2-small-14",
                    0.125,
                    56,
                    name ->
                        "teacher.backbone."
                            + name.replaceFirst("^blocks\\.([0-5])\\.", "blocks.0.$1.")
                                .replaceFirst("^blocks\\.([6-9]|1[01])\\.", "blocks.1.$1."))
                .and("teacher.backbone.mask_token", 1, 48)
                .and("teacher.dino_head.mlp.0.weight", 64, 48)));
  }

  private static List<Arguments> repVggs() {
    var deploy = BackboneOptions.ofWidth(0.125).withDeploy(true);
    return List.of(
        entry(
            "repvgg",
            "repvgg-a0",
            new Checkpoint()
                .backbone("repvgg-a0", NARROW, 224, under(""))
                .head("linear", "linear", 160, 1000)),
        entry(
            "repvgg",
            "repvgg-a2",
            new Checkpoint()
                .backbone("repvgg-a2", deploy, 224, under(""))
                .head("linear", "linear", 176, 1000)),
        entry(
            "timm",
            "repvgg-a1",
            new Checkpoint()
                .backbone("repvgg-a1", NARROW, 224, SourcesTest::timmRepVgg)
                .head("head.fc", "linear", 160, 1000)),
        entry(
            "timm",
            "repvgg-a0",
            new Checkpoint()
                .backbone("repvgg-a0", deploy, 224, SourcesTest::timmRepVgg)
                .head("head.fc", "linear", 160, 1000)),
        entry(
            "mmpretrain",
            "repvgg-b0",
            new Checkpoint()
                .backbone("repvgg-b0", NARROW, 224, name -> "state_dict." + mmRepVgg(name))
                .head("state_dict.head.fc", "linear", 160, 1000)),
        entry(
            "mmpretrain",
            "repvgg-b0",
            new Checkpoint()
                .backbone("repvgg-b0", deploy, 224, name -> "state_dict." + mmRepVgg(name))
                .head("state_dict.head.fc", "linear", 160, 1000)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("checkpoints")
  void whatGoesInComesOut(String source, String backbone, Checkpoint checkpoint) {
    Path file = checkpoint.write(folder.resolve("checkpoint.safetensors"));
    Path out = folder.resolve("model.safetensors");

    try (TensorFile tensors = TensorFile.open(file)) {
      WeightImport found = WeightImport.of(tensors, narrow(backbone));
      found.write(out);
      assertThat(found.report().count(ImportReport.Kind.MISSING)).isZero();
    }

    try (Model model = ModelFile.open(out)) {
      Description description = model.description();
      assertThat(description.source()).isEqualTo(source);
      assertThat(description.backbone()).isEqualTo(backbone);
      assertThat(model.paths()).containsExactlyInAnyOrderElementsOf(checkpoint.paths.values());
      checkpoint.paths.forEach(
          (theirs, path) -> {
            long[] shape = checkpoint.shapes.get(theirs);
            assertThat(model.shape(path)).as(path).isEqualTo(shape);
            assertThat(model.read(path)).as(path).isEqualTo(values(theirs, Shape.size(shape)));
          });
    }
  }

  /** The shapes of a narrow transformer do not tell how many heads it has. */
  private static ImportOptions narrow(String backbone) {
    Optional<String> arch = Optional.of(backbone).filter(name -> name.contains("-small"));
    return new ImportOptions(arch, "", List.of(), List.of(), List.of(), 0);
  }

  private WeightImport read(Checkpoint checkpoint, ImportOptions options) {
    Path file = checkpoint.write(folder.resolve("checkpoint.safetensors"));
    return WeightImport.of(TensorFile.open(file), options);
  }

  private static ImportOptions partial(String pattern) {
    return new ImportOptions(Optional.empty(), pattern, List.of(), List.of(), List.of(), 0);
  }

  @Test
  void aMissingTensorIsRefusedUnlessNamed() {
    Checkpoint checkpoint = resNet18(under(""));
    checkpoint.shapes.remove("layer4.1.bn2.weight");
    checkpoint.shapes.remove("layer4.1.bn2.bias");
    Path out = folder.resolve("out.safetensors");

    assertThatThrownBy(() -> read(checkpoint, ImportOptions.none()).write(out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not fit resnet18: 'layer4.1.bn2.weight' is missing and 1 more")
        .hasMessageContaining("--partial");
    assertThat(out).doesNotExist();
    assertThatThrownBy(() -> read(checkpoint, partial("layer3.*")).write(out))
        .hasMessageContaining("is missing");

    read(checkpoint, partial("layer4.1.bn2.*")).write(out);
    try (Model model = ModelFile.open(out)) {
      assertThat(model.read("layer4/1/bn2/weight")).hasSize(64).containsOnly(1);
      assertThat(model.read("layer4/1/bn1/weight")).isEqualTo(values("layer4.1.bn1.weight", 64));
    }
  }

  @Test
  void aTensorLeftOverIsRefusedUnlessNamed() {
    Checkpoint checkpoint = resNet18(under("")).and("layer1.0.se.weight", 3);
    Path out = folder.resolve("out.safetensors");

    assertThatThrownBy(() -> read(checkpoint, ImportOptions.none()).write(out))
        .hasMessageContaining("'layer1.0.se.weight' is left over");

    read(checkpoint, partial("*.se.*")).write(out);
    assertThat(out).exists();
  }

  @Test
  void anotherShapeIsRefused() {
    Checkpoint checkpoint = resNet18(under(""));
    checkpoint.shapes.put("layer2.0.conv1.weight", new long[] {16, 8, 5, 5});

    assertThatThrownBy(
            () -> read(checkpoint, ImportOptions.none()).write(folder.resolve("out.safetensors")))
        .hasMessageContaining("'layer2.0.conv1.weight' has another shape");
  }

  @Test
  void namesOfNoNetworkSaySo() {
    assertThatThrownBy(() -> read(new Checkpoint().and("conv9.weight", 3, 3), ImportOptions.none()))
        .hasMessageContaining("of no network that Pretext has (the first are conv9.weight)");
    assertThatThrownBy(() -> read(new Checkpoint().and("queue"), ImportOptions.none()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** D = 24 may be three heads of 8, six of 4 or twelve of 2: the shapes do not say. */
  @Test
  void shapesThatFitSeveralNetworksAskForAName() {
    Checkpoint checkpoint = vit("vit-tiny-16", 0.125, 32, under(""));

    assertThatThrownBy(() -> read(checkpoint, ImportOptions.none()))
        .hasMessageContaining("--arch")
        .hasMessageContaining("vit-tiny-16, vit-small-16, vit-base-16");
    var named =
        new ImportOptions(Optional.of("vit-small-16"), "", List.of(), List.of(), List.of(), 0);
    assertThat(read(checkpoint, named).description().backbone()).isEqualTo("vit-small-16");
    assertThat(read(checkpoint, named).description().width()).isEqualTo(0.0625);
  }

  @Test
  void positionsFollowTheImage() {
    Checkpoint checkpoint = vit("dinov2-small-14", 0.125, 56, under("")).and("mask_token", 1, 48);
    var at28 =
        new ImportOptions(Optional.of("dinov2-small-14"), "", List.of(), List.of(), List.of(), 28);
    Path out = folder.resolve("out.safetensors");

    assertThat(read(checkpoint, narrow("dinov2-small-14")).description().image()).isEqualTo(56);
    WeightImport found = read(checkpoint, at28);
    found.write(out);

    assertThat(found.report().count(ImportReport.Kind.RESHAPED)).isEqualTo(1);
    try (Model model = ModelFile.open(out)) {
      assertThat(model.description().image()).isEqualTo(28);
      assertThat(model.shape("pos_embed")).containsExactly(1, 5, 48);
      float[] given = values("pos_embed", 17 * 48);
      float[] front = Arrays.copyOf(model.read("pos_embed"), 48);
      assertThat(front).isEqualTo(Arrays.copyOf(given, 48));
    }
  }

  /** timm adds the class token's position to the token and keeps those of the patches. */
  @Test
  void positionsOfPatchesAloneGetAZeroInFront() {
    Checkpoint checkpoint =
        vit(
            "dinov2-small-14-reg",
            0.125,
            56,
            name -> name.equals("register_tokens") ? "reg_token" : name);
    checkpoint.shapes.put("pos_embed", new long[] {1, 16, 48});
    Path out = folder.resolve("out.safetensors");

    read(checkpoint, narrow("dinov2-small-14-reg")).write(out);

    try (Model model = ModelFile.open(out)) {
      float[] positions = model.read("pos_embed");
      assertThat(positions).hasSize(17 * 48);
      assertThat(Arrays.copyOf(positions, 48)).containsOnly(0);
      assertThat(Arrays.copyOfRange(positions, 48, positions.length))
          .isEqualTo(values("pos_embed", 16 * 48));
    }
  }

  @Test
  void theLookIsTheSourcesUnlessSaid() {
    assertThat(read(resNet18(under("")), ImportOptions.none()).description().mean())
        .containsExactly(0.485, 0.456, 0.406);
    Checkpoint timm = vit("vit-tiny-16", 1, 32, under("")).head("head", "head", 192, 3);
    assertThat(read(timm, ImportOptions.none()).description().mean())
        .containsExactly(0.5, 0.5, 0.5);
    var said =
        new ImportOptions(
            Optional.empty(),
            "",
            List.of(0.1, 0.2, 0.3),
            List.of(1.0, 2.0, 3.0),
            List.of("a", "b", "c"),
            64);
    Description description = read(timm, said).description();
    assertThat(description.mean()).containsExactly(0.1, 0.2, 0.3);
    assertThat(description.deviation()).containsExactly(1.0, 2.0, 3.0);
    assertThat(description.classes()).containsExactly("a", "b", "c");
    assertThat(description.image()).isEqualTo(64);
  }

  @Test
  void classesMustBeAsManyAsTheClassifierHas() {
    var two = new ImportOptions(Optional.empty(), "", List.of(), List.of(), List.of("a", "b"), 0);

    assertThatThrownBy(() -> read(resNet18(under("")).head("fc", "fc", 64, 3), two))
        .hasMessageContaining("2 classes are named, the classifier has 3");
    assertThatThrownBy(() -> read(resNet18(under("")), two)).hasMessageContaining("no classifier");
  }

  @Test
  void theReportGroupsWhatAPersonNeedNotReadOneByOne() {
    ImportReport report =
        read(
                resNet50(under("state_dict.module.encoder_q."))
                    .and("state_dict.module.encoder_q.fc.0.weight", 256, 256)
                    .and("state_dict.module.queue", 128, 64),
                ImportOptions.none())
            .report();

    assertThat(report.source()).isEqualTo("MoCo v2");
    assertThat(report.around()).isEqualTo("state_dict.module.encoder_q.");
    assertThat(report.count(ImportReport.Kind.MATCHED)).isEqualTo(265);
    assertThat(report.groups()).hasSizeLessThan(10);
    assertThat(report.groups().toString()).contains("(projector)", "(queue)", "(counters)");
  }
}
