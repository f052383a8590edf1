package io.pretext.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes YAML as maps, lists, strings, booleans and numbers, in the file's order. */
public final class Yaml {

  private static final ObjectMapper MAPPER =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          // Without it MINIMIZE_QUOTES would turn the string "12" into a number.
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private Yaml() {}

  /**
   * The map in the file.
   *
   * @throws IllegalArgumentException if there is no such file or its content is not a YAML map
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Map<String, Object> read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** The map in {@code text}. */
  public static Map<String, Object> parse(String text) {
    return parse("the YAML", text);
  }

  /** The map in {@code text}; {@code where} names it in errors. An empty text is an empty map. */
  public static Map<String, Object> parse(String where, String text) {
    JsonNode tree = tree(where, text);
    if (tree.isMissingNode() || tree.isNull()) {
      return new LinkedHashMap<>();
    }
    if (!tree.isObject()) {
      throw new IllegalArgumentException(where + " must be a map of settings (name: value)");
    }
    return MAPPER.convertValue(tree, MAP);
  }

  /** One value, as it would stand behind a key: a number, boolean, string, list or map. */
  public static Object value(String text) {
    JsonNode tree = tree("'" + text + "'", text);
    return tree.isMissingNode() ? "" : MAPPER.convertValue(tree, Object.class);
  }

  /** {@code map} as YAML text that {@link #parse(String)} reads back as the same map. */
  public static String write(Map<String, ?> map) {
    try {
      return MAPPER.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write as YAML: " + e.getOriginalMessage(), e);
    }
  }

  private static JsonNode tree(String where, String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr() + ",";
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new IllegalArgumentException(where + line + " is not valid YAML: " + reason, e);
    }
  }
}
