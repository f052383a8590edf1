package io.pretext.datasets;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns a location into a folder and its kind. */
record Finder(Cache cache) {

  /** In the order in which they are tried: the most particular first. */
  static final List<Kind> KINDS =
      List.of(
          Cifar.ten(),
          Cifar.hundred(),
          Mnist.fashion(),
          Mnist.digits(),
          new Stl10(),
          new ImageFolder());

  private record Found(Kind kind, Path root) {}

  static Finder ofEnvironment() {
    return new Finder(Cache.ofEnvironment());
  }

  Dataset open(DataRequest request) {
    if (isShapes(request.location(), request.kind())) {
      return Shapes.of(request.split(), request.limit());
    }
    Found found = find(request.location(), request.kind());
    return found.kind().open(found.root(), request.split(), request.limit());
  }

  List<Split> splits(String location, String kind) {
    if (isShapes(location, kind)) {
      return Shapes.SPLITS;
    }
    Found found = find(location, kind);
    return found.kind().splits(found.root());
  }

  private static boolean isShapes(String location, String kind) {
    return location.equals(Shapes.NAME) && kind.isEmpty() || kind.equals(Shapes.NAME);
  }

  private Found find(String location, String kindName) {
    Optional<Kind> forced = Optional.of(kindName).filter(name -> !name.isEmpty()).map(Finder::kind);
    Path folder = path(location);
    if (!Source.of(location).isEmpty() && (kindName.isEmpty() || kindName.equals(location))) {
      Kind known = kind(location);
      return new Found(
          known,
          Optional.of(folder)
              .filter(Files::isDirectory)
              .flatMap(known::find)
              .orElseGet(() -> cache.resolve(known, Source.of(location))));
    }
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "%s is not a folder, nor the name of a known set (%s)"
              .formatted(location, String.join(", ", Datasets.names())));
    }
    List<Kind> candidates = forced.map(List::of).orElse(KINDS);
    for (Kind kind : candidates) {
      Optional<Path> root = forced.isPresent() ? kind.find(folder) : kind.recognise(folder);
      if (root.isPresent()) {
        return new Found(kind, root.get());
      }
    }
    throw new IllegalArgumentException(
        "%s holds no data that is known: looked for %s"
            .formatted(
                folder,
                candidates.stream()
                    .map(kind -> kind.name() + " (" + kind.files() + ")")
                    .collect(Collectors.joining("; "))));
  }

  private static Path path(String location) {
    try {
      return Path.of(location);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(location + " cannot be a folder: " + e.getReason(), e);
    }
  }

  private static Kind kind(String name) {
    return KINDS.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no kind of data called %s: there is %s"
                        .formatted(name, String.join(", ", Datasets.kinds()))));
  }
}
