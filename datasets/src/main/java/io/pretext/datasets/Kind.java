package io.pretext.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One kind of data set in a folder: how its files are recognised, and how they are read. */
interface Kind {

  /** As it is named on the command line: {@code cifar10}. */
  String name();

  /** The files it is recognised by, in words that end an error message. */
  String files();

  /** The folder that holds the files: {@code folder} itself or the one its archive unpacks to. */
  Optional<Path> find(Path folder);

  /** As {@link #find}, but empty if the files are rather those of another kind. */
  default Optional<Path> recognise(Path folder) {
    return find(folder);
  }

  /** The parts whose files are there. */
  List<Split> splits(Path root);

  /**
   * Opens one part.
   *
   * @param root what {@link #find} gave
   * @param limit the first so many images in file order; 0 takes all
   */
  Dataset open(Path root, Split split, int limit);

  /** The error of a part that is not there. */
  default IllegalArgumentException missing(Path root, Split split) {
    return new IllegalArgumentException(
        "%s has no %s part of %s (it has: %s); looked for %s"
            .formatted(root, split.word(), name(), Split.words(splits(root)), files()));
  }
}
