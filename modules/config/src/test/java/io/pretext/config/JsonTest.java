package io.pretext.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
