package io.pretext.zoo.file;

import io.pretext.zoo.file.Pickle.Dictionary;
import io.pretext.zoo.file.Pickle.Sequence;
import io.pretext.zoo.file.Pickle.Thing;
import io.pretext.zoo.file.TorchObjects.View;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a tree of dictionaries and lists, each by the keys on the way to it.
 *
 * <p>A network that was pickled as a whole reads like its state dictionary: the names of the
 * attributes that hold parameters, buffers and modules are left out. What holds itself is entered
 * once on every way.
 */
final class Leaves {

  /** Name of a tensor that is all there is in a file. */
  private static final String ALONE = "tensor";

  private static final int DEEPEST = 100;
  private static final int LONGEST_NAME = 1000;
  private static final int LONGEST_NOTE = 200;

  /** Places that are visited: shared parts of a tree could be reached in endlessly many ways. */
  private static final int MOST_VISITS = 1 << 21;

  /** Characters of all names on the way to tensors; the largest checkpoints spell a million. */
  private static final int MOST_CHARACTERS = 1 << 24;

  /** Names of one tensor: a checkpoint has some twice, as student and teacher. */
  private static final int MOST_NAMES = 64;

  private static final List<String> PARTS_OF_A_MODULE =
      List.of("_parameters", "_buffers", "_modules");

  private final String where;
  private final Map<String, View> tensors = new LinkedHashMap<>();
  private final Set<Object> way = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<View, Integer> names = new IdentityHashMap<>();
  private int visits;
  private int characters;

  private Leaves(String where) {
    this.where = where;
  }

  /**
   * Tensors by name, in the order of the file.
   *
   * @param where shown in errors
   * @throws IllegalArgumentException if two have one name, or the tree has no end
   */
  static Map<String, View> tensors(String where, Object root) {
    var leaves = new Leaves(where);
    leaves.visit("", root);
    return leaves.tensors;
  }

  /** Numbers and short texts at the top: epoch, arch, best_acc1 ... */
  static Map<String, String> notes(Object root) {
    var notes = new LinkedHashMap<String, String>();
    if (root instanceof Dictionary dictionary) {
      dictionary.entries.forEach(
          (key, value) -> {
            boolean plain =
                value instanceof Long
                    || value instanceof Double
                    || value instanceof Boolean
                    || value instanceof String text && text.length() <= LONGEST_NOTE;
            if (plain && key instanceof String name && name.length() <= LONGEST_NOTE) {
              notes.put(name, value.toString());
            }
          });
    }
    return notes;
  }

  private void visit(String name, Object node) {
    characters += name.length();
    if (++visits > MOST_VISITS || characters > MOST_CHARACTERS) {
      throw new IllegalArgumentException(where + " nests its parts in too many ways to list them");
    }
    if (node instanceof View view) {
      add(name.isEmpty() ? ALONE : name, view);
    } else if (isBranch(node) && way.add(node)) {
      if (way.size() > DEEPEST) {
        throw new IllegalArgumentException(
            where + " nests its parts more than " + DEEPEST + " deep, no checkpoint does");
      }
      branch(name, node);
      way.remove(node);
    }
  }

  private static boolean isBranch(Object node) {
    return node instanceof Dictionary || node instanceof Sequence || node instanceof Thing;
  }

  private void branch(String name, Object node) {
    if (node instanceof Dictionary dictionary) {
      dictionary.entries.forEach((key, value) -> enter(name, key, value));
    } else if (node instanceof Sequence sequence) {
      for (int i = 0; i < sequence.items.size(); i++) {
        enter(name, (long) i, sequence.items.get(i));
      }
    } else if (node instanceof Thing thing) {
      thing.items.entries.forEach((key, value) -> enter(name, key, value));
      module(name, thing);
    }
  }

  private void module(String name, Thing thing) {
    if (thing.state instanceof Dictionary state && state.entries.containsKey("_parameters")) {
      PARTS_OF_A_MODULE.forEach(part -> visit(name, state.entries.get(part)));
    }
  }

  /** Only keys that make a name lead to a tensor that can be named. */
  private void enter(String name, Object key, Object value) {
    boolean leads = value instanceof View || isBranch(value);
    if (leads && (key instanceof String || key instanceof Long || key instanceof Boolean)) {
      String next = name.isEmpty() ? key.toString() : name + "." + key;
      if (next.length() > LONGEST_NAME) {
        throw new IllegalArgumentException(
            where + " has names of more than " + LONGEST_NAME + " characters, no checkpoint has");
      }
      visit(next, value);
    } else {
      visits++;
    }
  }

  private void add(String name, View view) {
    if (names.merge(view, 1, Integer::sum) > MOST_NAMES) {
      throw new IllegalArgumentException(
          where + " has a tensor in more than " + MOST_NAMES + " places, no checkpoint does");
    }
    if (tensors.put(name, view) != null) {
      throw new IllegalArgumentException(where + " has two tensors called '" + name + "'");
    }
  }
}
