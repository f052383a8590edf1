package io.pretext.app.config;

import io.pretext.augment.Recipe;
import io.pretext.config.Bind;
import io.pretext.config.Check;
import io.pretext.config.Overrides;
import io.pretext.config.Yaml;
import io.pretext.methods.Methods;
import io.pretext.train.OptimizerConfig;
import io.pretext.train.ScheduleConfig;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.VisionTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All settings of a run, checked.
 *
 * @param seed of everything random: initial values, order of images, views, masks
 * @param smoke whether the run is cut down to seconds, to see whether everything fits together
 * @param method its name and its own settings
 * @param backbone what is trained and kept
 * @param views the recipe and what to change in it, size and normalisation; see {@link
 *     #viewSettings}
 * @param data where images come from
 * @param optimizer how parameters follow their gradients
 * @param schedule how long, and how the rate moves
 * @param evaluate how the representation is watched
 * @param engine what computes
 */
public record PretrainConfig(
    long seed,
    boolean smoke,
    Map<String, ?> method,
    BackboneConfig backbone,
    Map<String, ?> views,
    DataConfig data,
    OptimizerConfig optimizer,
    ScheduleConfig schedule,
    EvaluateConfig evaluate,
    EngineConfig engine) {

  /** What {@code smoke: true} lays over a preset. */
  private static final Map<String, Object> SMOKE =
      Yaml.parse(
          "smoke",
          """
          backbone: {width: 0.25}
          views: {size: 32}
          data: {source: shapes, kind: "", split: train, limit: 64}
          schedule: {epochs: 2, batch: 16, warmup: 0}
          evaluate: {every: 1, queries: 128, batch: 32}
          """);

  public PretrainConfig {
    ViewSettings.of(views);
    Methods.create(method);
    Check.that(
        backbone.projector().isNone(),
        "backbone.projector",
        "be left out: a method puts its own projector on the backbone");
    Backbones.create(backbone.name(), backbone.options());
  }

  static Map<String, ?> defaults() {
    return Map.of("seed", 0, "smoke", false, "evaluate", Map.of(), "engine", Map.of());
  }

  /**
   * A section {@code views} of its own.
   *
   * @param settings of it, as {@code key=value}
   */
  public static ViewSettings viewSettings(List<String> settings) {
    return ViewSettings.of(Overrides.apply(Map.of(), settings, Set.of("")));
  }

  /** The section {@code views}, bound. */
  public ViewSettings viewSettings() {
    return ViewSettings.of(views);
  }

  /**
   * The settings of a preset or file with changes on top.
   *
   * @param changes as {@code path=value}, in order
   */
  public static PretrainConfig resolve(String presetOrFile, List<String> changes) {
    return resolve(presetOrFile, Presets.read(presetOrFile), changes);
  }

  /** The settings that {@code written} holds, with changes on top. */
  public static PretrainConfig resolve(Map<String, ?> written, List<String> changes) {
    return resolve("", written, changes);
  }

  private static PretrainConfig resolve(
      String where, Map<String, ?> written, List<String> changes) {
    boolean smoke = Boolean.TRUE.equals(written.get("smoke"));
    var rest = new ArrayList<String>();
    for (String change : changes) {
      if (change.startsWith("smoke=")) {
        smoke = Boolean.parseBoolean(change.substring("smoke=".length()));
      } else {
        rest.add(change);
      }
    }
    Map<String, Object> base = Bind.map(bind(where, written));
    if (smoke) {
      base = Bind.merge(base, SMOKE);
      base.put("smoke", true);
      base = Bind.merge(base, Map.of("views", Map.of("size", bind("", base).smokeSize())));
    }
    return bind(
        "", Overrides.apply(base, rest, Set.of("method", "optimizer", "schedule", "views")));
  }

  /** The least size from 32 px on in which every view is a whole number of patches. */
  private int smokeSize() {
    int patch =
        Backbones.create(backbone.name(), backbone.options()) instanceof VisionTransformer vit
            ? vit.patch()
            : 1;
    Recipe recipe = viewSettings().recipe();
    return IntStream.rangeClosed(32, 224)
        .filter(size -> recipe.sizes(size).stream().allMatch(side -> side % patch == 0))
        .findFirst()
        .orElse(224);
  }

  /** These settings with the images of another place. */
  public PretrainConfig on(Optional<String> source, Optional<Integer> limit) {
    return new PretrainConfig(
        seed,
        smoke,
        method,
        backbone,
        views,
        data.on(source, limit),
        optimizer,
        schedule,
        evaluate,
        engine);
  }

  /** The settings that a run directory holds. */
  public static PretrainConfig of(Map<String, ?> values) {
    return bind("", values);
  }

  private static PretrainConfig bind(String where, Map<String, ?> values) {
    return Bind.record(where, values, PretrainConfig.class);
  }
}
