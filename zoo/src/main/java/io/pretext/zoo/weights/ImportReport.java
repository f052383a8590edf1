package io.pretext.zoo.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of the tensors of a checkpoint, in groups that a person can read.
 *
 * @param source whose checkpoint it is
 * @param around what stood before the names of the backbone
 * @param groups in the order in which they are shown
 */
public record ImportReport(String source, String around, List<Group> groups) {

  /** What can become of a tensor. */
  public enum Kind {
    MATCHED,
    RESHAPED,
    DROPPED,
    MISSING,
    UNEXPECTED,
    OTHER_SHAPE;

    /** As it is written: {@code other shape}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * Tensors whose names differ in their numbers only.
   *
   * @param kind what became of them
   * @param note why, or what is wanted; may be empty
   * @param name with {@code *} for the numbers that differ
   * @param count how many
   * @param shapes each shape once
   */
  public record Group(Kind kind, String note, String name, int count, List<String> shapes) {

    private static final int FEW = 3;

    @Override
    public String toString() {
      String some = String.join(" ", shapes.subList(0, Math.min(FEW, shapes.size())));
      String more = shapes.size() > FEW ? " ..." : "";
      return "%-11s %5d  %s%s"
          .formatted(
              kind.word(),
              count,
              name,
              (some.isEmpty() ? "" : "  " + some + more)
                  + (note.isEmpty() ? "" : "  (" + note + ")"));
    }
  }

  public ImportReport {
    groups = List.copyOf(groups);
  }

  /** How many tensors became {@code kind}. */
  public int count(Kind kind) {
    return groups.stream().filter(group -> group.kind() == kind).mapToInt(Group::count).sum();
  }

  /** Puts tensors into groups. */
  static final class Builder {

    private final String source;
    private final String around;
    private final List<Group> groups = new ArrayList<>();

    Builder(String source, String around) {
      this.source = source;
      this.around = around;
    }

    /** Adds tensors; a shape may be null where it says nothing. */
    void add(Kind kind, String note, Map<String, long[]> tensors) {
      var patterns = new LinkedHashMap<String, List<Map.Entry<String, long[]>>>();
      tensors
          .entrySet()
          .forEach(
              tensor ->
                  patterns
                      .computeIfAbsent(pattern(kind, tensor.getKey()), k -> new ArrayList<>())
                      .add(tensor));
      patterns.forEach(
          (pattern, members) -> {
            List<String> shapes =
                members.stream()
                    .map(Map.Entry::getValue)
                    .filter(shape -> shape != null)
                    .map(Arrays::toString)
                    .distinct()
                    .toList();
            String name = members.size() == 1 ? members.get(0).getKey() : pattern;
            groups.add(new Group(kind, note, name, members.size(), shapes));
          });
    }

    /** What fits needs no detail, and what is dropped none beyond its part of the checkpoint. */
    private static String pattern(Kind kind, String name) {
      return switch (kind) {
        case MATCHED -> name.replaceAll("\\..*", ".*").replaceAll("^(\\D+)\\d+\\.\\*$", "$1*.*");
        case DROPPED -> "";
        default -> name.replaceAll("\\d+", "*");
      };
    }

    ImportReport build() {
      return new ImportReport(source, around, groups);
    }
  }
}
