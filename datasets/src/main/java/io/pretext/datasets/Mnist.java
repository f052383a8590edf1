package io.pretext.datasets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * MNIST and Fashion-MNIST: grey images and labels in idx files, packed or not.
 *
 * <p>Both sets have the same file names. Where a kind is not named, the first labels tell which it
 * is; any other set in these files is read as MNIST.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges</a>
 * @see <a href="https://arxiv.org/abs/1708.07747">Xiao, Rasul and Vollgraf, 2017</a>
 */
final class Mnist implements Kind {

  private final String name;
  private final String unpacked;

  /** By which the set is recognised; empty if any labels will do. */
  private final Map<Split, byte[]> firstLabels;

  private Mnist(String name, String unpacked, Map<Split, byte[]> firstLabels) {
    this.name = name;
    this.unpacked = unpacked;
    this.firstLabels = firstLabels;
  }

  static Mnist digits() {
    return new Mnist("mnist", "MNIST/raw", Map.of());
  }

  static Mnist fashion() {
    Map<Split, byte[]> firstLabels =
        Map.of(
            Split.TRAIN, new byte[] {9, 0, 0, 3, 0, 2, 7, 2},
            Split.TEST, new byte[] {9, 2, 1, 1, 6, 1, 4, 6});
    return new Mnist("fashion-mnist", "FashionMNIST/raw", firstLabels);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String files() {
    return "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,"
        + " t10k-labels-idx1-ubyte (or the same with .gz)";
  }

  @Override
  public Optional<Path> find(Path folder) {
    return Stream.of(folder, folder.resolve(unpacked))
        .filter(root -> !splits(root).isEmpty())
        .findFirst();
  }

  @Override
  public Optional<Path> recognise(Path folder) {
    return find(folder)
        .filter(
            root ->
                firstLabels.isEmpty()
                    || firstLabels.entrySet().stream()
                        .anyMatch(part -> startsWith(root, part.getKey(), part.getValue())));
  }

  @Override
  public List<Split> splits(Path root) {
    return Stream.of(Split.TRAIN, Split.TEST)
        .filter(split -> file(root, split, "images", 3).isPresent())
        .toList();
  }

  @Override
  public Dataset open(Path root, Split split, int limit) {
    Path imageFile = file(root, split, "images", 3).orElseThrow(() -> missing(root, split));
    Path labelFile =
        file(root, split, "labels", 1)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s has no labels beside it: expected %s or the same with .gz"
                            .formatted(imageFile, names(split, "labels", 1).get(0))));
    IdxFile images = IdxFile.read(imageFile, 3);
    IdxFile labels = IdxFile.read(labelFile, 1);
    int count = images.shape()[0];
    if (labels.shape()[0] != count) {
      throw new IllegalArgumentException(
          "%s holds %d labels, but %s holds %d images"
              .formatted(labelFile, labels.shape()[0], imageFile, count));
    }
    int height = images.shape()[1];
    int width = images.shape()[2];
    int length = Layout.GREY_BY_ROW.bytes(width, height);
    String title = name + " (" + split.word() + ")";
    String plain = imageFile.getFileName().toString().replace(".gz", "");
    return new BinaryImages(
        title,
        width,
        height,
        Layout.GREY_BY_ROW,
        Records.of(plain, images.content(), images.start(), length, count),
        0,
        index -> labels.content()[labels.start() + index] & 0xff,
        ClassNames.of(name),
        new Fingerprint(title).add(limit).add(imageFile).add(labelFile).text(),
        Datasets.limited(count, limit));
  }

  private static boolean startsWith(Path root, Split split, byte[] labels) {
    return file(root, split, "labels", 1)
        .map(file -> IdxFile.read(file, 1))
        .filter(idx -> idx.shape()[0] >= labels.length)
        .filter(
            idx ->
                Arrays.equals(
                    labels,
                    Arrays.copyOfRange(idx.content(), idx.start(), idx.start() + labels.length)))
        .isPresent();
  }

  private static Optional<Path> file(Path root, Split split, String what, int dimensions) {
    return names(split, what, dimensions).stream()
        .map(root::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Published names, and the spelling that some tools unpack them to. */
  private static List<String> names(Split split, String what, int dimensions) {
    String part = split == Split.TEST ? "t10k" : split.word();
    String end = "idx" + dimensions + "-ubyte";
    String dash = part + "-" + what + "-" + end;
    String dot = part + "-" + what + "." + end;
    return List.of(dash, dash + ".gz", dot, dot + ".gz");
  }
}
