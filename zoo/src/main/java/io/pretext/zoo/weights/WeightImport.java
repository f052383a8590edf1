package io.pretext.zoo.weights;

import io.pretext.graph.Graph;
import io.pretext.zoo.Backbones;
import io.pretext.zoo.file.StoredTensor;
import io.pretext.zoo.file.TensorFile;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.ModelFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A published checkpoint on its way to a model: decided from names and shapes, written tensor by
 * tensor.
 */
public final class WeightImport {

  private static final Pattern COUNTER = Pattern.compile("(^|[./])num_batches_tracked$");

  private final Source source;
  private final Wrapping wrapping;
  private final Map<String, StoredTensor> given;
  private final Map<String, Set<String>> dropped;
  private final Fit fit;
  private final ImportOptions options;
  private final Description description;
  private Graph initial; // built when a value is missing

  private WeightImport(
      Source source,
      Wrapping wrapping,
      Map<String, StoredTensor> given,
      Map<String, Set<String>> dropped,
      Fit fit,
      ImportOptions options) {
    this.source = source;
    this.wrapping = wrapping;
    this.given = given;
    this.dropped = dropped;
    this.fit = fit;
    this.options = options;
    this.description = describe();
  }

  /**
   * Finds out what the tensors of {@code file} are weights of.
   *
   * @return valid as long as the file is open
   * @throws IllegalArgumentException if they are of no network that Pretext has, or of several
   */
  public static WeightImport of(TensorFile file, ImportOptions options) {
    var dropped = new LinkedHashMap<String, Set<String>>();
    var tensors = new LinkedHashMap<String, StoredTensor>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              if (COUNTER.matcher(name).find()) {
                drop(dropped, "counters", name);
              } else {
                tensors.put(name.replace('/', '.'), tensor);
              }
            });
    Wrapping wrapping = Wrapping.of(tensors);
    wrapping.outside().forEach(name -> drop(dropped, "beside the weights", name));
    Source source = Sources.of(wrapping.inside().keySet());
    Map<String, StoredTensor> given = kept(wrapping.inside(), source, dropped);
    var shapes = new LinkedHashMap<String, long[]>();
    given.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    if (source.name().equals("timm") && wrapping.around().contains("model.")) {
      source = Sources.deit();
    }
    Fit fit = new Guess(shapes, source, options.image()).best(options.arch());
    return new WeightImport(source, wrapping, given, dropped, fit, options);
  }

  private static Map<String, StoredTensor> kept(
      Map<String, StoredTensor> inside, Source source, Map<String, Set<String>> dropped) {
    var bare = new LinkedHashMap<String, StoredTensor>();
    inside.forEach(
        (name, tensor) -> {
          if (source.classifier().matcher(name).find()) {
            bare.put(name, tensor);
            return;
          }
          String reason = found(source.beside(), name);
          if (reason == null && !name.startsWith(source.keep())) {
            reason = "other parts of the checkpoint";
          }
          String rest = name;
          if (reason == null) {
            rest = name.substring(source.keep().length()).replaceFirst("^module\\.", "");
            reason = found(source.on(), rest);
          }
          if (reason == null) {
            bare.put(rest, tensor);
          } else {
            drop(dropped, reason, name);
          }
        });
    UnaryOperator<String> renaming = Renaming.of(bare.keySet());
    var renamed = new LinkedHashMap<String, StoredTensor>();
    bare.forEach((name, tensor) -> renamed.put(renaming.apply(name), tensor));
    return renamed;
  }

  private static String found(Map<String, Pattern> rules, String name) {
    return rules.entrySet().stream()
        .filter(rule -> rule.getValue().matcher(name).find())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private static void drop(Map<String, Set<String>> dropped, String reason, String name) {
    dropped.computeIfAbsent(reason, r -> new LinkedHashSet<>()).add(name);
  }

  private Description describe() {
    Network network = fit.network();
    Look look = Network.isSmall(network.backbone()) ? source.small() : source.look();
    return new Description(
        network.backbone(),
        network.options().width(),
        network.options().deploy(),
        network.image(),
        options.mean().isEmpty() ? look.mean() : options.mean(),
        options.deviation().isEmpty() ? look.deviation() : options.deviation(),
        classes(),
        source.name().isEmpty() ? "unknown" : source.name());
  }

  private List<String> classes() {
    int known = headSize();
    List<String> names = options.classes().isEmpty() ? source.classes() : options.classes();
    if (names.size() == known || options.classes().isEmpty()) {
      return names.size() == known ? names : List.of();
    }
    throw new IllegalArgumentException(
        known == 0
            ? "there is no classifier to name classes of"
            : names.size() + " classes are named, the classifier has " + known);
  }

  /** Classes of the classifier; 0 if there is none. */
  private int headSize() {
    return fit.heads().values().stream()
        .findFirst()
        .map(head -> (int) given.get(head.get(0)).shape()[0])
        .orElse(0);
  }

  /** What the model will say of itself. */
  public Description description() {
    return description;
  }

  /** What became of every tensor. */
  public ImportReport report() {
    var report = new ImportReport.Builder(source.title(), wrapping.around() + source.keep());
    report.add(ImportReport.Kind.MATCHED, "", shapes(fit.matched()));
    fit.heads().forEach((head, names) -> report.add(ImportReport.Kind.MATCHED, "", shapes(names)));
    fit.reshaped()
        .forEach(
            name ->
                report.add(
                    ImportReport.Kind.RESHAPED,
                    "for images of " + fit.network().image() + " pixels",
                    shapes(Set.of(name))));
    dropped.forEach(
        (reason, names) -> {
          var shapes = new LinkedHashMap<String, long[]>();
          names.forEach(name -> shapes.put(name, null));
          report.add(ImportReport.Kind.DROPPED, reason, shapes);
        });
    report.add(ImportReport.Kind.MISSING, "", wanted(fit.missing()));
    report.add(ImportReport.Kind.UNEXPECTED, "", shapes(fit.unexpected()));
    for (String name : fit.otherwise()) {
      String wanted = Arrays.toString(fit.network().values().get(name));
      report.add(ImportReport.Kind.OTHER_SHAPE, "wanted " + wanted, shapes(Set.of(name)));
    }
    return report.build();
  }

  private Map<String, long[]> shapes(Collection<String> names) {
    var shapes = new LinkedHashMap<String, long[]>();
    names.forEach(name -> shapes.put(name, given.get(name).shape()));
    return shapes;
  }

  private Map<String, long[]> wanted(Set<String> names) {
    var shapes = new LinkedHashMap<String, long[]>();
    names.forEach(name -> shapes.put(name, fit.network().values().get(name)));
    return shapes;
  }

  /**
   * Checks that every value of the network is there and no tensor is left over, but for those that
   * the options name.
   *
   * @throws IllegalArgumentException if not
   */
  public void requireWhole() {
    var trouble = new ArrayList<String>();
    for (var names : List.of(fit.missing(), fit.otherwise(), fit.unexpected())) {
      names.stream().filter(name -> !options.allows(name)).forEach(trouble::add);
    }
    if (!trouble.isEmpty()) {
      String first = trouble.get(0);
      String what =
          fit.missing().contains(first)
              ? "is missing"
              : fit.otherwise().contains(first) ? "has another shape" : "is left over";
      throw new IllegalArgumentException(
          "it does not fit %s: '%s' %s%s; name another --arch, or with --partial what may be missing or left over"
              .formatted(
                  fit.network().backbone(),
                  first,
                  what,
                  trouble.size() == 1 ? "" : " and " + (trouble.size() - 1) + " more do not fit"));
    }
  }

  /**
   * Writes the model. What is missing and may be gets the values that training would start from.
   *
   * @throws IllegalArgumentException if it is not whole
   */
  public void write(Path out) {
    requireWhole();
    var shapes = new LinkedHashMap<String, long[]>();
    fit.network().values().forEach((name, shape) -> shapes.put(ModelFile.path(name), shape));
    var names = new LinkedHashMap<String, String>();
    shapes.keySet().forEach(path -> names.put(path, ModelFile.published(path)));
    fit.heads()
        .forEach(
            (head, tensors) -> {
              for (int i = 0; i < tensors.size(); i++) {
                String path = head + (i == 0 ? "/weight" : "/bias");
                names.put(path, tensors.get(i));
                shapes.put(path, given.get(tensors.get(i)).shape());
              }
            });
    ModelFile.write(out, description, shapes, path -> value(path, names.get(path)));
  }

  private float[] value(String path, String name) {
    if (fit.missing().contains(name) || fit.otherwise().contains(name)) {
      return initial(path);
    }
    float[] values = given.get(name).floats();
    if (!fit.reshaped().contains(name)) {
      return values;
    }
    long patches = fit.network().values().get(Positions.NAME)[1] - positions().front();
    return positions().fit(values, (int) Math.round(Math.sqrt(patches)));
  }

  private Positions positions() {
    return Positions.of(shapes(given.keySet()));
  }

  private float[] initial(String path) {
    if (initial == null) {
      initial = new Graph(Graph.Mode.EVALUATE, DataType.FLOAT, 0);
      int image = fit.network().image();
      Backbones.create(fit.network().backbone(), fit.network().options())
          .build(initial, initial.input("image", 1, 3, image, image));
    }
    return initial.initial(path);
  }
}
