package io.pretext.zoo;

import io.pretext.config.Check;
import io.pretext.config.Nearest;
import io.pretext.graph.Backbone;
import io.pretext.zoo.ResNet.Stem;
import java.util.List;
import java.util.stream.Stream;

/** The backbones by the name they have on the command line. */
public final class Backbones {

  private static final List<String> CONVOLUTIONAL =
      List.of(
          "resnet18",
          "resnet34",
          "resnet50",
          "resnet101",
          "resnet152",
          "resnet18-cifar",
          "resnet34-cifar",
          "resnet50-cifar",
          "resnet101-cifar",
          "resnet152-cifar",
          "resnet20",
          "resnet32",
          "resnet44",
          "resnet56",
          "resnet110",
          "repvgg-a0",
          "repvgg-a1",
          "repvgg-a2",
          "repvgg-b0",
          "repvgg-b1",
          "repvgg-b1g2",
          "repvgg-b1g4",
          "repvgg-b2",
          "repvgg-b2g2",
          "repvgg-b2g4",
          "repvgg-b3",
          "repvgg-b3g2",
          "repvgg-b3g4",
          "repvgg-d2se",
          "repvgg-mini");

  private static final List<String> NAMES =
      Stream.of(CONVOLUTIONAL, VisionTransformers.names()).flatMap(List::stream).toList();

  private Backbones() {}

  /** Every name that {@link #create} knows. */
  public static List<String> names() {
    return NAMES;
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
    Backbone backbone = named(name, options);
    Check.that(
        !options.deploy() || backbone instanceof RepVgg,
        "deploy",
        "be false for " + name + ", which has one form only; a RepVGG has two");
    return backbone;
  }

  private static Backbone named(String name, BackboneOptions options) {
    double width = options.width();
    return switch (name) {
      case "resnet18" -> resNet(18, Stem.IMAGENET, width);
      case "resnet34" -> resNet(34, Stem.IMAGENET, width);
      case "resnet50" -> resNet(50, Stem.IMAGENET, width);
      case "resnet101" -> resNet(101, Stem.IMAGENET, width);
      case "resnet152" -> resNet(152, Stem.IMAGENET, width);
      case "resnet18-cifar" -> resNet(18, Stem.CIFAR, width);
      case "resnet34-cifar" -> resNet(34, Stem.CIFAR, width);
      case "resnet50-cifar" -> resNet(50, Stem.CIFAR, width);
      case "resnet101-cifar" -> resNet(101, Stem.CIFAR, width);
      case "resnet152-cifar" -> resNet(152, Stem.CIFAR, width);
      case "resnet20" -> cifar(20, width);
      case "resnet32" -> cifar(32, width);
      case "resnet44" -> cifar(44, width);
      case "resnet56" -> cifar(56, width);
      case "resnet110" -> cifar(110, width);
      case "repvgg-a0",
          "repvgg-a1",
          "repvgg-a2",
          "repvgg-b0",
          "repvgg-b1",
          "repvgg-b1g2",
          "repvgg-b1g4",
          "repvgg-b2",
          "repvgg-b2g2",
          "repvgg-b2g4",
          "repvgg-b3",
          "repvgg-b3g2",
          "repvgg-b3g4",
          "repvgg-d2se",
          "repvgg-mini" ->
          new RepVgg(RepVgg.Config.of(name, options));
      default -> transformer(name, options);
    };
  }

  private static Backbone transformer(String name, BackboneOptions options) {
    if (!VisionTransformers.names().contains(name)) {
      throw new IllegalArgumentException(
          "unknown backbone '" + name + "', " + Nearest.suggestion(name, NAMES));
    }
    return VisionTransformers.create(name, options);
  }

  private static Backbone resNet(int depth, Stem stem, double width) {
    return new ResNet(new ResNet.Config(depth, stem, width, false));
  }

  private static Backbone cifar(int depth, double width) {
    return new CifarResNet(new CifarResNet.Config(depth, width));
  }
}
