package io.pretext.datasets;

/**
 * What to open.
 *
 * @param location a folder, or the name of a known set ({@code cifar10}, {@code shapes}, ...)
 * @param kind the kind of the folder's files, one of {@link Datasets#kinds}; empty to recognise it
 * @param split which part
 * @param limit take only the first so many images in file order; 0 takes all
 */
public record DataRequest(String location, String kind, Split split, int limit) {

  public DataRequest {
    if (location.isBlank()) {
      throw new IllegalArgumentException(
          "no data was named: give a folder or one of " + String.join(", ", Datasets.names()));
    }
    if (limit < 0) {
      throw new IllegalArgumentException("limit must be 0 (all images) or more, was " + limit);
    }
  }

  /** All images of one part, of a kind recognised by the files. */
  public DataRequest(String location, Split split) {
    this(location, "", split, 0);
  }
}
