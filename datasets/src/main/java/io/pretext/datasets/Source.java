package io.pretext.datasets;

import io.pretext.fetch.Remote;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The official files of the sets that can be downloaded.
 *
 * <p>Digests are those that TensorFlow Datasets publishes for the same addresses
 * (tensorflow_datasets/url_checksums). Files that end in {@code .tar.gz} are unpacked.
 */
final class Source {

  private static final String TORONTO = "https://www.cs.toronto.edu/~kriz/";
  private static final String STANFORD = "http://ai.stanford.edu/~acoates/stl10/";
  private static final String DIGITS = "https://storage.googleapis.com/cvdf-datasets/mnist/";
  private static final String FASHION =
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

  private static final Map<String, List<Remote>> FILES =
      Map.of(
          "cifar10",
          List.of(
              remote(
                  TORONTO + "cifar-10-binary.tar.gz",
                  170_052_171,
                  "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")),
          "cifar100",
          List.of(
              remote(
                  TORONTO + "cifar-100-binary.tar.gz",
                  168_513_733,
                  "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec")),
          "stl10",
          List.of(
              remote(
                  STANFORD + "stl10_binary.tar.gz",
                  2_640_397_119L,
                  "f31fd99273a1acb8609c8db427cebb1de3f71de77758cdc0e22956e1289b9866")),
          "mnist",
          List.of(
              remote(
                  DIGITS + "train-images-idx3-ubyte.gz",
                  9_912_422,
                  "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
              remote(
                  DIGITS + "train-labels-idx1-ubyte.gz",
                  28_881,
                  "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
              remote(
                  DIGITS + "t10k-images-idx3-ubyte.gz",
                  1_648_877,
                  "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
              remote(
                  DIGITS + "t10k-labels-idx1-ubyte.gz",
                  4_542,
                  "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")),
          "fashion-mnist",
          List.of(
              remote(
                  FASHION + "train-images-idx3-ubyte.gz",
                  26_421_880,
                  "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
              remote(
                  FASHION + "train-labels-idx1-ubyte.gz",
                  29_515,
                  "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
              remote(
                  FASHION + "t10k-images-idx3-ubyte.gz",
                  4_422_102,
                  "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
              remote(
                  FASHION + "t10k-labels-idx1-ubyte.gz",
                  5_148,
                  "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));

  private Source() {}

  /** The files of a set; empty if it is not one to download. */
  static List<Remote> of(String kind) {
    return FILES.getOrDefault(kind, List.of());
  }

  /** All listings, in the order in which they are shown. */
  static List<DatasetCard> cards(List<Kind> kinds) {
    return Stream.of(
            card(
                kinds,
                "cifar10",
                "50,000 train, 10,000 test",
                "32 x 32",
                10,
                "research use; cite Krizhevsky 2009",
                "https://www.cs.toronto.edu/~kriz/cifar.html"),
            card(
                kinds,
                "cifar100",
                "50,000 train, 10,000 test",
                "32 x 32",
                100,
                "research use; cite Krizhevsky 2009",
                "https://www.cs.toronto.edu/~kriz/cifar.html"),
            card(
                kinds,
                "mnist",
                "60,000 train, 10,000 test",
                "28 x 28, grey",
                10,
                "CC BY-SA 3.0; cite LeCun et al. 1998",
                "http://yann.lecun.com/exdb/mnist/"),
            card(
                kinds,
                "fashion-mnist",
                "60,000 train, 10,000 test",
                "28 x 28, grey",
                10,
                "MIT; cite Xiao et al. 2017",
                "https://github.com/zalandoresearch/fashion-mnist"),
            card(
                kinds,
                "stl10",
                "5,000 train, 8,000 test, 100,000 unlabelled",
                "96 x 96",
                10,
                "research use, images from ImageNet; cite Coates et al. 2011",
                "https://cs.stanford.edu/~acoates/stl10/"),
            new DatasetCard(
                Shapes.NAME,
                "%,d train, %,d test".formatted(Shapes.TRAIN_IMAGES, Shapes.TEST_IMAGES),
                Shapes.SIDE + " x " + Shapes.SIDE,
                Shapes.CLASSES.size(),
                "Apache-2.0",
                "",
                "none",
                "built in"))
        .toList();
  }

  private static DatasetCard card(
      List<Kind> kinds,
      String name,
      String images,
      String size,
      int classes,
      String terms,
      String address) {
    Kind kind = kinds.stream().filter(k -> k.name().equals(name)).findFirst().orElseThrow();
    long bytes = of(name).stream().mapToLong(Remote::bytes).sum();
    String source = "downloaded on first use (%,d MB)".formatted((bytes >> 20) + 1);
    return new DatasetCard(name, images, size, classes, terms, address, kind.files(), source);
  }

  private static Remote remote(String address, long bytes, String sha256) {
    return new Remote(URI.create(address), bytes, sha256);
  }
}
