package io.pretext.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * STL-10, binary version: 96 x 96 pixels in planes, column by column; labels 1 to 10 in a file of
 * their own; 100,000 images without labels.
 *
 * @see <a href="https://cs.stanford.edu/~acoates/stl10/">Coates, Lee and Ng, 2011</a>
 */
final class Stl10 implements Kind {

  private static final Logger LOG = LoggerFactory.getLogger(Stl10.class);
  private static final int SIDE = 96;

  @Override
  public String name() {
    return "stl10";
  }

  @Override
  public String files() {
    return "train_X.bin, train_y.bin, test_X.bin, test_y.bin, unlabeled_X.bin";
  }

  @Override
  public Optional<Path> find(Path folder) {
    return Stream.of(folder, folder.resolve("stl10_binary"))
        .filter(root -> !splits(root).isEmpty())
        .findFirst();
  }

  @Override
  public List<Split> splits(Path root) {
    return Stream.of(Split.TRAIN, Split.TEST, Split.UNLABELLED)
        .filter(split -> Files.isRegularFile(images(root, split)))
        .toList();
  }

  @Override
  public Dataset open(Path root, Split split, int limit) {
    if (!splits(root).contains(split)) {
      throw missing(root, split);
    }
    Path images = images(root, split);
    int record = Layout.PLANES_BY_COLUMN.bytes(SIDE, SIDE);
    if (!Records.check(images, record, official(split))) {
      LOG.warn("{} is whole, but not as long as the published file", images);
    }
    Records records = Records.map(List.of(images), record);
    String title = "stl10 (" + split.word() + ")";
    Fingerprint fingerprint = new Fingerprint(title).add(limit).add(images);
    boolean labelled = split != Split.UNLABELLED;
    IntUnaryOperator labels =
        labelled ? labels(root, split, records.size(), fingerprint) : index -> Dataset.UNLABELLED;
    return new BinaryImages(
        title,
        SIDE,
        SIDE,
        Layout.PLANES_BY_COLUMN,
        records,
        0,
        labels,
        labelled ? ClassNames.of(root.resolve("class_names.txt"), "stl10") : List.of(),
        fingerprint.text(),
        Datasets.limited(records.size(), limit));
  }

  private static IntUnaryOperator labels(Path root, Split split, int count, Fingerprint print) {
    Path file = root.resolve(split.word() + "_y.bin");
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s is missing: expected a file of %d bytes, one label for each image"
              .formatted(file, count));
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length != count) {
        throw new IllegalArgumentException(
            "%s holds the labels of %d images, expected %d bytes, found %d"
                .formatted(file, count, count, bytes.length));
      }
      print.add(file);
      return index -> (bytes[index] & 0xff) - 1;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Path images(Path root, Split split) {
    return root.resolve((split == Split.UNLABELLED ? "unlabeled" : split.word()) + "_X.bin");
  }

  private static int official(Split split) {
    return switch (split) {
      case TRAIN -> 5_000;
      case TEST -> 8_000;
      default -> 100_000;
    };
  }
}
