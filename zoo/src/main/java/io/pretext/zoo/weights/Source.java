package io.pretext.zoo.weights;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whose checkpoints look how.
 *
 * <p>Patterns are regular expressions that are looked for in the names inside of the wrapping.
 *
 * @param name for metadata: {@code moco-v2}
 * @param title for people
 * @param shows patterns that must each be found in some name
 * @param lacks patterns that must be found in none
 * @param keep what stands before the names of the backbone; empty if nothing does
 * @param beside what is beside the backbone, by the pattern that finds it
 * @param on what is on the backbone and no classifier, by a pattern on names without {@code keep}
 * @param classifier what is beside the backbone and on it: a classifier to be kept; may match none
 * @param look of large images
 * @param small look of images of 32 pixels
 * @param classes names of the classes if a classifier has as many
 */
record Source(
    String name,
    String title,
    List<Pattern> shows,
    List<Pattern> lacks,
    String keep,
    Map<String, Pattern> beside,
    Map<String, Pattern> on,
    Pattern classifier,
    Look look,
    Look small,
    List<String> classes) {

  private static final Pattern NOTHING = Pattern.compile("(?!)");

  /** A source of plain networks, normalised as ImageNet is, that shows all of {@code patterns}. */
  static Source showing(String name, String title, String... patterns) {
    return new Source(
        name,
        title,
        patterns(patterns),
        List.of(),
        "",
        Map.of(),
        Map.of(),
        NOTHING,
        Look.IMAGENET,
        Look.IMAGENET,
        List.of());
  }

  Source lacking(String... patterns) {
    return new Source(
        name, title, shows, patterns(patterns), keep, beside, on, classifier, look, small, classes);
  }

  Source keeping(String prefix) {
    return new Source(
        name, title, shows, lacks, prefix, beside, on, classifier, look, small, classes);
  }

  Source beside(String what, String pattern) {
    return new Source(
        name,
        title,
        shows,
        lacks,
        keep,
        with(beside, what, pattern),
        on,
        classifier,
        look,
        small,
        classes);
  }

  Source on(String what, String pattern) {
    return new Source(
        name,
        title,
        shows,
        lacks,
        keep,
        beside,
        with(on, what, pattern),
        classifier,
        look,
        small,
        classes);
  }

  Source classifier(String pattern) {
    return new Source(
        name,
        title,
        shows,
        lacks,
        keep,
        beside,
        on,
        Pattern.compile(pattern),
        look,
        small,
        classes);
  }

  Source look(Look large, Look ofSmall) {
    return new Source(
        name, title, shows, lacks, keep, beside, on, classifier, large, ofSmall, classes);
  }

  Source classes(String... names) {
    return new Source(
        name, title, shows, lacks, keep, beside, on, classifier, look, small, List.of(names));
  }

  /** Whether {@code names} may be of this source. */
  boolean fits(Collection<String> names) {
    return shows.stream().allMatch(pattern -> found(pattern, names))
        && lacks.stream().noneMatch(pattern -> found(pattern, names));
  }

  private static boolean found(Pattern pattern, Collection<String> names) {
    return names.stream().anyMatch(name -> pattern.matcher(name).find());
  }

  private static List<Pattern> patterns(String... patterns) {
    return Arrays.stream(patterns).map(Pattern::compile).toList();
  }

  private static Map<String, Pattern> with(Map<String, Pattern> map, String what, String pattern) {
    var more = new LinkedHashMap<>(map);
    more.put(what, Pattern.compile(pattern));
    return more;
  }
}
