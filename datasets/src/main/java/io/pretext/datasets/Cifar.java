package io.pretext.datasets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CIFAR-10 and CIFAR-100, binary version: each record is one or two label bytes, then 32 x 32
 * pixels in planes.
 *
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">Krizhevsky, 2009</a>
 */
final class Cifar implements Kind {

  private static final Logger LOG = LoggerFactory.getLogger(Cifar.class);
  private static final int SIDE = 32;

  private final String name;
  private final String unpacked;
  private final int labelBytes;
  private final String labelFile;
  private final int imagesPerFile;
  private final Map<Split, List<String>> files;

  private Cifar(
      String name,
      String unpacked,
      int labelBytes,
      String labelFile,
      Map<Split, List<String>> files,
      int trainImagesPerFile) {
    this.name = name;
    this.unpacked = unpacked;
    this.labelBytes = labelBytes;
    this.labelFile = labelFile;
    this.files = new TreeMap<>(files);
    this.imagesPerFile = trainImagesPerFile;
  }

  static Cifar ten() {
    List<String> train = Stream.of(1, 2, 3, 4, 5).map(i -> "data_batch_" + i + ".bin").toList();
    Map<Split, List<String>> files =
        Map.of(Split.TRAIN, train, Split.TEST, List.of("test_batch.bin"));
    return new Cifar("cifar10", "cifar-10-batches-bin", 1, "batches.meta.txt", files, 10_000);
  }

  /** The label is the fine one; the coarse one stands before it in the record. */
  static Cifar hundred() {
    Map<Split, List<String>> files =
        Map.of(Split.TRAIN, List.of("train.bin"), Split.TEST, List.of("test.bin"));
    return new Cifar("cifar100", "cifar-100-binary", 2, "fine_label_names.txt", files, 50_000);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String files() {
    List<String> train = files.get(Split.TRAIN);
    String first = train.get(0);
    String all = train.size() == 1 ? first : first + " to " + train.get(train.size() - 1);
    return all + ", " + files.get(Split.TEST).get(0);
  }

  @Override
  public Optional<Path> find(Path folder) {
    return Stream.of(folder, folder.resolve(unpacked))
        .filter(root -> !splits(root).isEmpty())
        .findFirst();
  }

  @Override
  public List<Split> splits(Path root) {
    return files.keySet().stream()
        .filter(
            split -> files.get(split).stream().map(root::resolve).anyMatch(Files::isRegularFile))
        .toList();
  }

  @Override
  public Dataset open(Path root, Split split, int limit) {
    if (!splits(root).contains(split)) {
      throw missing(root, split);
    }
    int record = labelBytes + Layout.PLANES_BY_ROW.bytes(SIDE, SIDE);
    int official = split == Split.TEST ? 10_000 : imagesPerFile;
    List<Path> paths = files.get(split).stream().map(root::resolve).toList();
    for (Path path : paths) {
      if (!Records.check(path, record, official)) {
        LOG.warn("{} is whole, but not as long as the published file", path);
      }
    }
    Records records = Records.map(paths, record);
    String title = name + " (" + split.word() + ")";
    Fingerprint fingerprint = new Fingerprint(title).add(limit);
    paths.forEach(fingerprint::add);
    return new BinaryImages(
        title,
        SIDE,
        SIDE,
        Layout.PLANES_BY_ROW,
        records,
        labelBytes,
        index -> records.bytes(index).get(records.offset(index) + labelBytes - 1) & 0xff,
        ClassNames.of(root.resolve(labelFile), name),
        fingerprint.text(),
        Datasets.limited(records.size(), limit));
  }
}
