package io.pretext.app.config;

import io.pretext.config.Bind;
import io.pretext.config.Check;
import io.pretext.config.Overrides;
import io.pretext.evaluate.supervised.Distillation;
import io.pretext.evaluate.supervised.LayerDecay;
import io.pretext.evaluate.supervised.Mixing;
import io.pretext.train.OptimizerConfig;
import io.pretext.train.ScheduleConfig;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.VisionTransformer;
import io.pretext.zoo.model.Description;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All settings of a run that trains a classifier, checked.
 *
 * @param seed of everything random: initial values, order of images, views, mixing, the choice of
 *     labels
 * @param backbone what is trained; its weights are a model, or empty to train from scratch
 * @param dropPath rate at which the last block of a transformer is skipped; earlier ones less
 * @param classes names of the classes, which the data say
 * @param freeze patterns of paths whose values are kept; {@code backbone} is all but the heads
 * @param labels per cent of the training images that are used, as many of every class
 * @param views the recipe and what to change in it, size and normalisation; see {@link
 *     #viewSettings}
 * @param data where images come from
 * @param mixing of images and targets within a batch
 * @param teacher model whose logits the student learns from; empty for none
 * @param distillation how it learns from them
 * @param layerDecay factor on the learning rate per step away from the heads
 * @param optimizer how parameters follow their gradients
 * @param schedule how long, and how the rate moves
 * @param evaluate how accuracy is watched
 * @param engine what computes
 */
public record FinetuneConfig(
    long seed,
    BackboneConfig backbone,
    double dropPath,
    List<String> classes,
    List<String> freeze,
    double labels,
    Map<String, ?> views,
    DataConfig data,
    Mixing mixing,
    String teacher,
    Distillation distillation,
    double layerDecay,
    OptimizerConfig optimizer,
    ScheduleConfig schedule,
    ExamConfig evaluate,
    EngineConfig engine) {

  public FinetuneConfig {
    ViewSettings settings = ViewSettings.of(views);
    Check.that(
        settings.recipe().sizes(settings.size()).size() == 1,
        "views",
        "be a recipe of one view, as shift-flip, crop-flip or deit");
    Check.that(
        labels > 0 && labels <= 100, "labels", "be above 0% and at most 100%, was " + labels);
    Check.that(
        backbone.dropPath() == 0,
        "backbone.dropPath",
        "be 0: the rate of a run that trains a classifier is dropPath");
    Backbones.create(backbone.name(), backbone.options().withDropPath(dropPath));
    new LayerDecay(layerDecay);
    classes = List.copyOf(classes);
    freeze = List.copyOf(freeze);
  }

  static Map<String, ?> defaults() {
    return Map.ofEntries(
        Map.entry("seed", 0),
        Map.entry("dropPath", 0.0),
        Map.entry("classes", List.of()),
        Map.entry("freeze", List.of()),
        Map.entry("labels", 100.0),
        Map.entry("mixing", Map.of()),
        Map.entry("teacher", ""),
        Map.entry("distillation", Map.of()),
        Map.entry("layerDecay", 1.0),
        Map.entry("evaluate", Map.of()),
        Map.entry("engine", Map.of()));
  }

  /** Whether the backbone of that name attends to patches. */
  static boolean isTransformer(String backbone) {
    return Backbones.create(backbone, 1) instanceof VisionTransformer;
  }

  /**
   * The settings of a preset or file for a backbone that starts from nothing, with changes on top.
   *
   * @param changes as {@code path=value}, in order
   */
  public static FinetuneConfig fromScratch(
      String presetOrFile, String backbone, List<String> changes) {
    return resolve(presetOrFile, Map.of("backbone", Map.of("name", backbone)), changes);
  }

  /**
   * The settings of a preset or file for a model: its backbone, the size of its images and, unless
   * a change names another, its normalisation.
   *
   * @param model as it is called on the command line
   * @param changes as {@code path=value}, in order
   */
  public static FinetuneConfig fromModel(
      String presetOrFile, String model, Description description, List<String> changes) {
    Map<String, Object> views =
        changes.stream().anyMatch(change -> change.startsWith("views.normalise="))
            ? Map.of("size", description.image())
            : Map.of(
                "size", description.image(),
                "mean", description.mean(),
                "deviation", description.deviation());
    Map<String, Object> backbone =
        Map.of(
            "name", description.backbone(),
            "width", description.width(),
            "weights", model,
            "norm", description.norm(),
            "standardise", description.standardise(),
            "projector", Bind.map(description.projector()));
    return resolve(presetOrFile, Map.of("backbone", backbone, "views", views), changes);
  }

  /** The settings of a preset or file with changes on top. */
  public static FinetuneConfig resolve(String presetOrFile, List<String> changes) {
    return resolve(presetOrFile, Map.of(), changes);
  }

  private static FinetuneConfig resolve(
      String presetOrFile, Map<String, Object> start, List<String> changes) {
    Map<String, Object> written = Bind.merge(Presets.read(presetOrFile), start);
    Map<String, Object> base = Bind.map(bind(presetOrFile, written));
    return bind("", Overrides.apply(base, changes, Set.of("optimizer", "schedule", "views")));
  }

  /** The settings that a run directory holds. */
  public static FinetuneConfig of(Map<String, ?> values) {
    return bind("", values);
  }

  /** Whether a run directory with these settings holds a classifier. */
  public static boolean describes(Map<String, ?> values) {
    return values.containsKey("classes");
  }

  private static FinetuneConfig bind(String where, Map<String, ?> values) {
    return Bind.record(where, values, FinetuneConfig.class);
  }

  /** These settings with the images of another place. */
  public FinetuneConfig on(Optional<String> source, Optional<Integer> limit) {
    return with(data.on(source, limit), classes);
  }

  /** These settings for the classes of the data. */
  public FinetuneConfig of(List<String> known) {
    return with(data, known);
  }

  private FinetuneConfig with(DataConfig images, List<String> known) {
    return new FinetuneConfig(
        seed,
        backbone,
        dropPath,
        known,
        freeze,
        labels,
        views,
        images,
        mixing,
        teacher,
        distillation,
        layerDecay,
        optimizer,
        schedule,
        evaluate,
        engine);
  }

  /** The section {@code views}, bound. */
  public ViewSettings viewSettings() {
    return ViewSettings.of(views);
  }

  /** What {@code Backbones.create} is told to train. */
  public BackboneOptions options() {
    return backbone.options().withDropPath(dropPath);
  }

  /** What is learnt from a teacher; nothing without one. */
  public Distillation taught() {
    return teacher.isEmpty() ? Distillation.none() : distillation;
  }
}
