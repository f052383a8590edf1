package io.pretext.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pretext.fetch.Download;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetsTest {

  @TempDir private Path folder;

  @Test
  void emptyFolderSaysWhatWasLookedFor() {
    assertThatThrownBy(() -> open(folder.toString(), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder + " holds no data that is known: looked for cifar10 (data_")
        .hasMessageContaining("stl10 (train_X.bin")
        .hasMessageContaining("folder (image files (.jpg, .jpeg, .png, .webp) at any depth)");
  }

  @Test
  void forcedKindSaysWhatItLookedFor() {
    BinaryFiles.cifar10(folder, 1);

    assertThatThrownBy(() -> open(folder.toString(), "stl10"))
        .hasMessageContaining("looked for stl10 (train_X.bin")
        .hasMessageNotContaining("cifar10 (");
    assertThat(open(folder.toString(), "cifar10").size()).isEqualTo(5);
  }

  @Test
  void unknownKindListsTheKinds() {
    assertThatThrownBy(() -> open(folder.toString(), "cifr"))
        .hasMessage(
            "there is no kind of data called cifr: there is cifar10, cifar100, fashion-mnist,"
                + " mnist, stl10, folder, shapes");
  }

  @Test
  void locationThatIsNothingNamesTheKnownSets() {
    assertThatThrownBy(() -> open("no/such/place", ""))
        .hasMessage(
            "no/such/place is not a folder, nor the name of a known set (cifar10, cifar100, mnist,"
                + " fashion-mnist, stl10, shapes)");
    assertThatThrownBy(() -> new DataRequest(" ", Split.TRAIN)).hasMessageContaining("no data");
    assertThatThrownBy(() -> new DataRequest("shapes", "", Split.TRAIN, -1))
        .hasMessage("limit must be 0 (all images) or more, was -1");
  }

  @Test
  void unpackedArchiveIsFoundInItsFolder() {
    BinaryFiles.cifar10(folder.resolve("cifar-10-batches-bin"), 1);

    assertThat(open(folder.toString(), "").name()).isEqualTo("cifar10 (train)");
  }

  @Test
  void knownNameIsTakenFromTheCache() {
    BinaryFiles.cifar10(folder.resolve("cifar10"), 3);
    Finder finder = new Finder(new Cache(folder, true, new Download(Duration.ofSeconds(1), 1)));

    assertThat(finder.open(new DataRequest("cifar10", Split.TEST)).size()).isEqualTo(3);
    assertThat(finder.splits("cifar10", "")).containsExactly(Split.TRAIN, Split.TEST);
    assertThatThrownBy(() -> finder.open(new DataRequest("stl10", Split.TEST)))
        .hasMessageContaining("stl10 is not in " + folder.resolve("stl10"));
  }

  @Test
  void shapesNeedNoFolder() {
    Dataset set = Datasets.open(new DataRequest("shapes", "", Split.TRAIN, 50));

    assertThat(set.size()).isEqualTo(50);
    assertThat(set).isInstanceOf(FixedSize.class);
    assertThat(Datasets.open(new DataRequest("shapes", Split.TEST)).size()).isEqualTo(2000);
    assertThat(Datasets.splits("shapes", "")).containsExactly(Split.TRAIN, Split.TEST);
  }

  private static Dataset open(String location, String kind) {
    return Datasets.open(new DataRequest(location, kind, Split.TRAIN, 0));
  }
}
