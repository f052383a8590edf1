package io.pretext.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonTest {

  @Test
  void doublesComeBackToTheLastDigit() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("loss", 0.1 + 0.2);
    map.put("tiny", Math.nextUp(1e-300));
    map.put("list", List.of(1, "a"));

    assertThat(Json.parse("a", Json.line(map))).isEqualTo(map);
    assertThat(Json.parse("a", Json.pretty(map))).isEqualTo(map);
    assertThat(Json.line(map)).doesNotContain("\n");
  }

  @Test
  void brokenTextIsASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.parse("result.json", "{\"a\":"))
        .withMessage("result.json is not a JSON object");
  }

  @Test
  void aLineThatWasCutOffIsLeftOut(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("log.jsonl");
    assertThat(Json.lines(file)).isEmpty();

    Files.writeString(file, "{\"a\":1}\n{\"a\":2}\n{\"a\":3");

    assertThat(Json.lines(file)).containsExactly(Map.of("a", 1), Map.of("a", 2));
  }

  @Test
  void aBrokenLineIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("log.jsonl"), "{\"a\":1}\nx\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.lines(file))
        .withMessage("line 2 of " + file + " is not a JSON object");
  }
}
