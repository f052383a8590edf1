package io.pretext.app.command;

import io.pretext.app.terminal.Console;
import io.pretext.config.Check;
import io.pretext.engine.plan.Summary;
import io.pretext.graph.Graph;
import io.pretext.zoo.BackboneOptions;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.Classifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "backbones",
    description = "List the backbones, or say what one costs: parameters, arithmetic, memory.",
    footer = {
      "Counted on the plan for one image in evaluation, batch norms folded, its classifier",
      "included. Multiply-adds are those of convolutions and matrix products. Activations are",
      "32-bit floats: all arrays that are made, and the most that are held at once."
    })
final class BackbonesCommand implements Callable<Integer> {

  private static final String ROW = "%-12s %14s %14s %16s %12s";

  private final Console console;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Of which to tell the costs.")
  private String name;

  @Option(names = "--image", description = "Side in pixels (default: what it was made for).")
  private int image;

  @Option(names = "--width", description = "Factor on the channels (default: ${DEFAULT-VALUE}).")
  private double width = 1;

  @Option(names = "--classes", description = "Of its classifier (default: of the same data).")
  private int classes;

  @Mixin private Output output;

  BackbonesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.json(output.json());
    if (name == null) {
      Backbones.names().forEach(console::say);
      console.result(Map.of("backbones", Backbones.names()));
    } else {
      console.result(describe());
    }
    return 0;
  }

  private Map<String, Object> describe() {
    Summary train = summary(false);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("backbone", name);
    result.put("width", width);
    result.put("image", size());
    result.put("classes", categories());
    result.putAll(figures(train));
    boolean two = Backbones.hasDeployForm(name);
    tell(two ? ", form for training" : "", train);
    if (two) {
      Summary deploy = summary(true);
      result.put("deploy", figures(deploy));
      tell(", deploy form", deploy);
    }
    return result;
  }

  private Summary summary(boolean deploy) {
    var graph = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
    var backbone = Backbones.create(name, BackboneOptions.ofWidth(width).withDeploy(deploy));
    SDVariable input = graph.input("image", 1, 3, size(), size());
    SDVariable answer = Classifier.build(graph, backbone, input, categories()).answer();
    return Summary.of(graph, answer.name());
  }

  private int size() {
    Check.nonNegative("--image", image);
    return image == 0 ? Backbones.images(name).size() : image;
  }

  private int categories() {
    Check.nonNegative("--classes", classes);
    return classes == 0 ? Backbones.images(name).classes() : classes;
  }

  private void tell(String form, Summary summary) {
    console.say(
        String.format("%s%s, images of %d pixels, %d classes", name, form, size(), categories()));
    console.say(row("", "output", "parameters", "multiply-adds", "activations"));
    for (Summary.Part part : summary.parts()) {
      console.say(
          row(
              part.name(),
              shape(part.output()),
              number(part.parameters()),
              number(part.multiplyAdds()),
              megabytes(part.activationBytes())));
    }
    console.say(
        row(
            "sum",
            "",
            number(summary.parameters()),
            number(summary.multiplyAdds()),
            megabytes(summary.activationBytes())));
    console.say(megabytes(summary.peakActivationBytes()) + " of activations at once at most");
  }

  private static Map<String, Object> figures(Summary summary) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("parameters", summary.parameters());
    figures.put("multiply_adds", summary.multiplyAdds());
    figures.put("activation_bytes_sum", summary.activationBytes());
    figures.put("activation_bytes_peak", summary.peakActivationBytes());
    figures.put("stages", summary.parts().stream().map(BackbonesCommand::figures).toList());
    return figures;
  }

  private static Map<String, Object> figures(Summary.Part part) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("name", part.name());
    figures.put("output", Arrays.stream(part.output()).boxed().toList());
    figures.put("parameters", part.parameters());
    figures.put("multiply_adds", part.multiplyAdds());
    figures.put("activation_bytes", part.activationBytes());
    return figures;
  }

  private static String row(String... cells) {
    return String.format(ROW, (Object[]) cells).stripTrailing();
  }

  /** Without the batch: {@code 64x56x56}. */
  private static String shape(long... shape) {
    return Arrays.stream(shape).skip(1).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MB", bytes / (double) (1 << 20));
  }
}
