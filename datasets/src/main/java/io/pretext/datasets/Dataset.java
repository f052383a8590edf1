package io.pretext.datasets;

import java.util.List;

/** Images in a fixed order, read on demand and safely by many threads at once. */
public interface Dataset {

  /** Label of an image that has none. */
  int UNLABELLED = -1;

  /** Kind and place: {@code cifar10 (train)}. */
  String name();

  int size();

  /** The image at {@code index}, decoded anew at each call unless the set keeps it in memory. */
  Image image(int index);

  /** Index into {@link #classes}, or {@link #UNLABELLED}. */
  int label(int index);

  /** Where the image came from, for people: a path below the root or {@code test_batch.bin#17}. */
  String path(int index);

  /** Names of the classes; empty if nothing is labelled. */
  List<String> classes();

  /** A digest over what was read (names, sizes, first bytes), for the provenance of a run. */
  String fingerprint();
}
