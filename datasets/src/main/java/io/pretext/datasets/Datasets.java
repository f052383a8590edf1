package io.pretext.datasets;

import java.util.List;
import java.util.stream.Stream;

/**
 * Opens data sets: folders, whose kind is recognised by their files, and known sets by name.
 *
 * <p>A known set is looked for in the folder of that name if there is one, then in the cache, then
 * at its official address.
 */
public final class Datasets {

  private Datasets() {}

  /**
   * Opens what {@code request} names.
   *
   * @throws IllegalArgumentException if it is not there, not recognised, damaged or lacks the part;
   *     the message says what was looked for and what to do
   */
  public static Dataset open(DataRequest request) {
    return Finder.ofEnvironment().open(request);
  }

  /**
   * The parts that a location has.
   *
   * @param location as in {@link DataRequest}
   * @param kind as in {@link DataRequest}
   */
  public static List<Split> splits(String location, String kind) {
    return Finder.ofEnvironment().splits(location, kind);
  }

  /** Names of the kinds that a request may name. */
  public static List<String> kinds() {
    return Stream.concat(Finder.KINDS.stream().map(Kind::name), Stream.of(Shapes.NAME)).toList();
  }

  /** Names of the sets that need no folder. */
  public static List<String> names() {
    return cards().stream().map(DatasetCard::name).toList();
  }

  /** What the known sets are. */
  public static List<DatasetCard> cards() {
    return Source.cards(Finder.KINDS);
  }

  /** How many of {@code size} images a limit leaves; 0 leaves all. */
  static int limited(int size, int limit) {
    return limit == 0 ? size : Math.min(size, limit);
  }
}
