package io.pretext.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class YamlTest {

  @TempDir Path folder;

  @Test
  void numbersAreNumbersWhereverTheExponentStands() {
    assertThat(Yaml.parse("a: 1e-6\nb: 1.5e-6\nc: 3\nd: 0.5\ne: 5000000000\nf: -2E3"))
        .isEqualTo(
            Map.of("a", 1e-6, "b", 1.5e-6, "c", 3, "d", 0.5, "e", 5_000_000_000L, "f", -2e3));
  }

  @Test
  void wordsStayWords() {
    assertThat(Yaml.parse("a: no\nb: on\nc: true\nd: '12'"))
        .isEqualTo(Map.of("a", "no", "b", "on", "c", true, "d", "12"));
  }

  @Test
  void whatIsWrittenReadsBackInTheSameOrder() {
    Map<String, Object> map =
        Yaml.parse("z: 1\na: {rate: 0.1, name: '12', list: [1, x, 1e-6]}\nm: 'yes: it is'");

    Map<String, Object> back = Yaml.parse(Yaml.write(map));

    assertThat(back).isEqualTo(map);
    assertThat(back.keySet()).containsExactly("z", "a", "m");
  }

  @Test
  void anEmptyFileIsAnEmptyMap() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "# nothing\n");

    assertThat(Yaml.read(file)).isEmpty();
    assertThat(Yaml.parse("")).isEmpty();
  }

  @Test
  void aSyntaxErrorNamesFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "a: 1\nb: [1, 2\nc: 3\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Yaml.read(file))
        .withMessageMatching("(?s).*a\\.yaml, line 3, is not valid YAML: .*")
        .withMessageNotContaining("\n");
  }

  @Test
  void aRepeatedKeyIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Yaml.parse("a: 1\na: 2"))
        .withMessageContaining("'a'");
  }

  @Test
  void aListIsNoMapOfSettings() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Yaml.parse("preset.yaml", "- a\n- b"))
        .withMessage("preset.yaml must be a map of settings (name: value)");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.yaml");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Yaml.read(file))
        .withMessage("there is no file " + file);
  }

  @Test
  void aValueIsWhatStandsBehindAKey() {
    assertThat(Yaml.value("0.1")).isEqualTo(0.1);
    assertThat(Yaml.value("cosine")).isEqualTo("cosine");
    assertThat(Yaml.value("[1, {a: b}]")).isEqualTo(List.of(1, Map.of("a", "b")));
    assertThat(Yaml.value("")).isEqualTo("");
  }
}
