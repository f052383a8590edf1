package io.pretext.zoo.model;

import io.pretext.graph.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A model in a safetensors file that any tool can read: tensors have the names that the weights
 * were published under ({@code layer1.0.conv1.weight}), metadata hold the {@link Description}.
 */
public final class ModelFile implements Model {

  private final Safetensors file;
  private final Description description;

  private ModelFile(Safetensors file, Description description) {
    this.file = file;
    this.description = description;
  }

  /**
   * Opens the model in {@code path}.
   *
   * @throws IllegalArgumentException if there is no such file, or it holds no model
   */
  public static ModelFile open(Path path) {
    Safetensors file = Safetensors.open(path);
    try {
      return new ModelFile(file, Description.of(path.toString(), file.metadata()));
    } catch (IllegalArgumentException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Replaces {@code file} at once by a model.
   *
   * @param shapes shape by path, in the order of the network
   * @param values row-major value of a path
   */
  public static void write(
      Path file,
      Description description,
      Map<String, long[]> shapes,
      Function<String, float[]> values) {
    var named = new LinkedHashMap<String, long[]>();
    shapes.forEach((path, shape) -> named.put(published(path), shape));
    Safetensors.write(file, named, name -> values.apply(path(name)), description.toMetadata());
  }

  /**
   * Replaces {@code file} at once by a copy of {@code model}, its values in order of their paths.
   */
  public static void write(Path file, Model model) {
    var shapes = new TreeMap<String, long[]>();
    model.paths().forEach(path -> shapes.put(path, model.shape(path)));
    write(file, model.description(), shapes, model::read);
  }

  /** The name that weights are published under of the value at {@code path}. */
  public static String published(String path) {
    return path.replace('/', '.');
  }

  /** The path of the value that is published as {@code name}. */
  public static String path(String name) {
    return name.replace('.', '/');
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public Set<String> paths() {
    var paths = new LinkedHashSet<String>();
    file.names().forEach(name -> paths.add(path(name)));
    return paths;
  }

  @Override
  public long[] shape(String path) {
    return file.shape(published(path));
  }

  @Override
  public float[] read(String path) {
    return file.read(published(path));
  }

  @Override
  public void close() {
    file.close();
  }
}
