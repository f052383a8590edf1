package io.pretext.zoo;

import io.pretext.config.Check;
import io.pretext.config.Nearest;
import io.pretext.graph.Backbone;
import io.pretext.zoo.ResNet.Stem;
import io.pretext.zoo.VisionTransformer.Positions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The backbones by the name they have on the command line. */
public final class Backbones {

  private static final List<Integer> RESNETS = List.of(18, 34, 50, 101, 152);
  private static final List<Integer> CIFAR_RESNETS = List.of(20, 32, 44, 56, 110);

  private static final Map<String, Function<BackboneOptions, Backbone>> MAKERS = makers();

  /**
   * Images that backbones are made for.
   *
   * @see #images
   */
  public enum Images {
    CIFAR(32, 10),
    IMAGENET(224, 1000);

    private final int size;
    private final int classes;

    Images(int size, int classes) {
      this.size = size;
      this.classes = classes;
    }

    /** Side of an image in pixels. */
    public int size() {
      return size;
    }

    public int classes() {
      return classes;
    }
  }

  private Backbones() {}

  /** Every name that {@link #create} knows. */
  public static List<String> names() {
    return List.copyOf(MAKERS.keySet());
  }

  /** What the backbone called {@code name} is made for; it takes other images too. */
  public static Images images(String name) {
    boolean small =
        name.endsWith("-cifar")
            || name.contains("-mini")
            || CIFAR_RESNETS.stream().anyMatch(depth -> name.equals("resnet" + depth));
    return small ? Images.CIFAR : Images.IMAGENET;
  }

  /** Whether {@link BackboneOptions#deploy} may be asked of the backbone called {@code name}. */
  public static boolean hasDeployForm(String name) {
    return name.startsWith("repvgg-");
  }

  /**
   * The backbone called {@code name}.
   *
   * @param width factor on every number of channels, 1 for the network as published
   * @throws IllegalArgumentException if there is none; the message suggests the nearest name
   */
  public static Backbone create(String name, double width) {
    return create(name, BackboneOptions.ofWidth(width));
  }

  /**
   * The backbone called {@code name}.
   *
   * @throws IllegalArgumentException if there is none (the message suggests the nearest name), or
   *     it has no such option
   */
  public static Backbone create(String name, BackboneOptions options) {
    Function<BackboneOptions, Backbone> maker = MAKERS.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "unknown backbone '" + name + "', " + Nearest.suggestion(name, names()));
    }
    Check.that(
        !options.deploy() || hasDeployForm(name),
        "deploy",
        "be false for " + name + ", which has one form only; a RepVGG has two");
    Backbone backbone = maker.apply(options);
    requireOptions(name, backbone, options);
    return options.projector().on(backbone);
  }

  private static void requireOptions(String name, Backbone backbone, BackboneOptions options) {
    boolean residual = backbone instanceof ResNet || backbone instanceof CifarResNet;
    String others = " for " + name + "; only residual networks can be told otherwise";
    Check.that(residual || options.norm() == Norm.BATCH, "norm", "be batch" + others);
    Check.that(residual || !options.standardise(), "standardise", "be false" + others);
    Check.that(residual || !options.zeroLastNorm(), "zeroLastNorm", "be false" + others);
    boolean attends = backbone instanceof VisionTransformer;
    Check.that(
        attends || options.dropPath() == 0,
        "dropPath",
        "be 0 for " + name + "; only transformers drop their branches");
    others = " for " + name + "; only transformers have patches";
    Check.that(
        attends || options.positions() == Positions.LEARNT, "positions", "be learnt" + others);
    Check.that(attends || !options.frozenPatches(), "frozenPatches", "be false" + others);
  }

  private static Map<String, Function<BackboneOptions, Backbone>> makers() {
    var makers = new LinkedHashMap<String, Function<BackboneOptions, Backbone>>();
    for (int depth : RESNETS) {
      makers.put("resnet" + depth, options -> resNet(depth, Stem.IMAGENET, options));
    }
    for (int depth : RESNETS) {
      makers.put("resnet" + depth + "-cifar", options -> resNet(depth, Stem.CIFAR, options));
    }
    for (int depth : CIFAR_RESNETS) {
      makers.put(
          "resnet" + depth,
          options ->
              new CifarResNet(new CifarResNet.Config(depth, options.width(), options.norms())));
    }
    for (RepVgg.Variant variant : RepVgg.Variant.values()) {
      String name = variant.title();
      makers.put(name, options -> new RepVgg(RepVgg.Config.of(name, options)));
    }
    for (String name : VisionTransformers.names()) {
      makers.put(name, options -> VisionTransformers.create(name, options));
    }
    return makers;
  }

  private static Backbone resNet(int depth, Stem stem, BackboneOptions options) {
    return new ResNet(new ResNet.Config(depth, stem, options.width(), options.norms()));
  }
}
