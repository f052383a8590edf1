package io.pretext.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and reads JSON objects; doubles come back to the last digit. */
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private Json() {}

  /** {@code map} on one line. */
  public static String line(Map<String, ?> map) {
    try {
      return MAPPER.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** {@code map} on several lines, ending with a line break. */
  public static String pretty(Map<String, ?> map) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(map) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The object in {@code text}.
   *
   * @param where names the text in errors
   */
  public static Map<String, Object> parse(String where, String text) {
    try {
      Map<String, Object> map = MAPPER.readValue(text, MAP);
      if (map != null) {
        return map;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(where + " is not a JSON object", e);
    }
    throw new IllegalArgumentException(where + " is not a JSON object");
  }

  /**
   * The objects of a file that holds one per line; none if there is no file. A last line that was
   * cut off while it was written is left out.
   */
  public static List<Map<String, Object>> lines(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      String text = Files.readString(file);
      List<Map<String, Object>> objects = new ArrayList<>();
      text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .forEach(
              line -> objects.add(parse("line " + (objects.size() + 1) + " of " + file, line)));
      return objects;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
