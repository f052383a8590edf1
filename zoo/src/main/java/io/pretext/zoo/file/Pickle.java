package io.pretext.zoo.file;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Python's pickles as data: protocols 0 to 5, without running anything.
 *
 * <p>A pickle is a program for a stack machine that may call any function. This machine knows no
 * function. What a pickle names becomes a {@link Global}, which is two strings; what it calls is
 * left to a {@link Meaning}, which makes tensors of the few calls that mean tensors and a {@link
 * Thing} of every other. What a pickle may make is counted, so that one of a few bytes cannot fill
 * the memory.
 *
 * <p>None is null, whole numbers are {@link Long} or {@link BigInteger}, text is {@link String};
 * bytes are skipped and leave a {@link Thing}. Containers compare by identity, since one that holds
 * itself has no other equality.
 *
 * @see <a href="https://github.com/python/cpython/blob/3.11/Lib/pickletools.py">the opcodes</a>
 */
final class Pickle {

  /** What the calls of a pickle mean. */
  interface Meaning {

    /** The result of calling {@code function}, usually a {@link Global}. */
    Object call(Object function, Sequence arguments);

    /** What stands outside of the pickle under the name {@code id}. */
    Object persistent(Object id);
  }

  /** A function or class that a pickle names; never looked up. */
  record Global(String module, String name) {
    boolean is(String otherModule, String otherName) {
      return module.equals(otherModule) && name.equals(otherName);
    }
  }

  /** A list, tuple or set. */
  static final class Sequence {
    final List<Object> items;

    Sequence(List<Object> items) {
      this.items = items;
    }
  }

  /** A dictionary, or what an object of some class holds as one. */
  static final class Dictionary {
    final Map<Object, Object> entries = new LinkedHashMap<>();
  }

  /** What is left of an object of some class: what the pickle put into it, and nothing of it. */
  static final class Thing {
    final Object type;
    final Dictionary items = new Dictionary();
    Object state;

    Thing(Object type) {
      this.type = type;
    }
  }

  /** Where a group of operands begins on the stack. */
  private enum Mark {
    MARK
  }

  /** What a pickle may make, where a plain value counts as one. */
  private static final int MOST = 1 << 23;

  private static final int CONTAINER = 8;
  private static final int MEMO = 3;
  private static final int TEXT_BYTES = 4;
  private static final int LONGEST_LINE = 1 << 16;
  private static final int LONGEST_NUMBER = 256;

  private final String where;
  private final ByteBuffer bytes;
  private final Meaning meaning;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private int made;

  private Pickle(String where, ByteBuffer bytes, Meaning meaning) {
    this.where = where;
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    this.meaning = meaning;
  }

  /**
   * Reads one pickle from the position of {@code bytes} and leaves it behind its last byte.
   *
   * @param where shown in errors
   * @throws IllegalArgumentException if it is no pickle, truncated, damaged, or makes too much
   */
  static Object read(String where, ByteBuffer bytes, Meaning meaning) {
    var pickle = new Pickle(where, bytes, meaning);
    try {
      return pickle.run();
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(where + " is truncated: its pickle does not end", e);
    }
  }

  private Object run() {
    while (true) {
      int code = u1();
      if (code == '.') {
        return pop();
      }
      if (!constant(code) && !container(code) && !memory(code)) {
        object(code);
      }
    }
  }

  /** Opcodes that push a plain value. */
  private boolean constant(int code) {
    switch (code) {
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'I' -> push(decimalOrBoolean(line()));
      case 'J' -> push((long) bytes.getInt());
      case 'K' -> push((long) u1());
      case 'M' -> push((long) u2());
      case 'L' -> push(decimal(line()));
      case 0x8a -> push(number(u1()));
      case 0x8b -> push(number(u4()));
      case 'F' -> push(real(line()));
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong())));
      case 'S' -> push(quoted(line()));
      case 'T' -> push(text(u4()));
      case 'U' -> push(text(u1()));
      case 'V' -> push(line());
      case 'X' -> push(text(u4()));
      case 0x8c -> push(text(u1()));
      case 0x8d -> push(text(bytes.getLong()));
      case 'B' -> skip(u4());
      case 'C' -> skip(u1());
      case 0x8e, 0x96 -> skip(bytes.getLong());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes that make or fill a list, tuple, set or dictionary. */
  private boolean container(int code) {
    switch (code) {
      case '(' -> push(Mark.MARK);
      case ']', ')', 0x8f -> pushContainer(new Sequence(new ArrayList<>(0)));
      case '}' -> pushContainer(new Dictionary());
      case 'l', 't', 0x91 -> pushContainer(new Sequence(popToMark()));
      case 'd' -> pushContainer(put(new Dictionary(), popToMark()));
      case 0x85 -> pushContainer(new Sequence(popLast(1)));
      case 0x86 -> pushContainer(new Sequence(popLast(2)));
      case 0x87 -> pushContainer(new Sequence(popLast(3)));
      case 'a' -> append(popLast(1));
      case 'e', 0x90 -> append(popToMark());
      case 's' -> set(popLast(2));
      case 'u' -> set(popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes that move values about. */
  private boolean memory(int code) {
    switch (code) {
      case 0x80 -> protocol(u1());
      case 0x95 -> bytes.getLong();
      case '0' -> pop();
      case '1' -> popToMark();
      case '2' -> push(top());
      case 'p' -> remember(index(line()));
      case 'q' -> remember(u1());
      case 'r' -> remember(u4());
      case 0x94 -> remember(memo.size());
      case 'g' -> push(recall(index(line())));
      case 'h' -> push(recall(u1()));
      case 'j' -> push(recall(u4()));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Opcodes that name, call, and fill objects of classes. */
  private void object(int code) {
    switch (code) {
      case 'c' -> push(new Global(line(), line()));
      case 0x93 -> {
        List<Object> names = popLast(2);
        push(new Global(name(names.get(0)), name(names.get(1))));
      }
      case 'R', 0x81 -> {
        List<Object> call = popLast(2);
        call(call.get(0), arguments(call.get(1)));
      }
      case 0x92 -> {
        List<Object> call = popLast(3);
        call(call.get(0), arguments(call.get(1)));
      }
      case 'o' -> {
        List<Object> call = popToMark();
        if (call.isEmpty()) {
          throw damaged("it makes an object of no class");
        }
        call(call.get(0), new Sequence(call.subList(1, call.size())));
      }
      case 'i' -> {
        var type = new Global(line(), line());
        call(type, new Sequence(popToMark()));
      }
      case 'b' -> {
        Object state = pop();
        if (top() instanceof Thing thing) {
          thing.state = state;
        }
      }
      case 'Q' -> push(meaning.persistent(pop()));
      case 'P' -> push(meaning.persistent(line()));
      default -> throw damaged("it has the unknown opcode 0x%02x".formatted(code));
    }
  }

  private void call(Object function, Sequence arguments) {
    pushContainer(meaning.call(function, arguments));
  }

  private Sequence arguments(Object value) {
    if (value instanceof Sequence sequence) {
      return sequence;
    }
    throw damaged("it calls something without a tuple of arguments");
  }

  private void append(List<Object> values) {
    Object target = top();
    if (target instanceof Sequence sequence) {
      sequence.items.addAll(values);
    } else if (target instanceof Thing thing) {
      values.forEach(value -> thing.items.entries.put((long) thing.items.entries.size(), value));
    } else {
      throw damaged("it appends to what is no list");
    }
  }

  private void set(List<Object> pairs) {
    Object target = top();
    if (target instanceof Dictionary dictionary) {
      put(dictionary, pairs);
    } else if (target instanceof Thing thing) {
      put(thing.items, pairs);
    } else {
      throw damaged("it sets keys of what is no dictionary");
    }
  }

  private Dictionary put(Dictionary dictionary, List<Object> pairs) {
    if (pairs.size() % 2 != 0) {
      throw damaged("it sets a key without a value");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      dictionary.entries.put(pairs.get(i), pairs.get(i + 1));
    }
    return dictionary;
  }

  private void protocol(int version) {
    if (version > 5) {
      throw damaged("it has the unknown protocol " + version);
    }
  }

  private void remember(long index) {
    spend(MEMO);
    memo.put(index, top());
  }

  private Object recall(long index) {
    Object value = memo.get(index);
    if (value == null && !memo.containsKey(index)) {
      throw damaged("it recalls what it never made");
    }
    return value;
  }

  private void push(Object value) {
    spend(1);
    stack.add(value);
  }

  private void pushContainer(Object value) {
    spend(CONTAINER);
    stack.add(value);
  }

  private void spend(int cost) {
    if (cost > MOST - made) {
      throw new IllegalArgumentException(where + " makes more objects than any checkpoint has");
    }
    made += cost;
  }

  private Object top() {
    return stack.isEmpty() ? pop() : value(stack.get(stack.size() - 1));
  }

  private Object pop() {
    if (stack.isEmpty()) {
      throw damaged("it takes what is not there");
    }
    return value(stack.remove(stack.size() - 1));
  }

  private Object value(Object popped) {
    if (popped == Mark.MARK) {
      throw damaged("it takes a mark for a value");
    }
    return popped;
  }

  private List<Object> popLast(int count) {
    if (stack.size() < count) {
      throw damaged("it takes what is not there");
    }
    return cut(stack.size() - count);
  }

  private List<Object> popToMark() {
    int mark = stack.lastIndexOf(Mark.MARK);
    if (mark < 0) {
      throw damaged("a mark is missing");
    }
    List<Object> values = cut(mark + 1);
    stack.remove(mark);
    return values;
  }

  private List<Object> cut(int from) {
    List<Object> tail = stack.subList(from, stack.size());
    var values = new ArrayList<>(tail);
    tail.clear();
    values.forEach(this::value);
    return values;
  }

  private int u1() {
    return Byte.toUnsignedInt(bytes.get());
  }

  private int u2() {
    return Short.toUnsignedInt(bytes.getShort());
  }

  private long u4() {
    return Integer.toUnsignedLong(bytes.getInt());
  }

  private int count(long count) {
    if (count < 0 || count > bytes.remaining()) {
      throw new IllegalArgumentException(
          where + " is truncated or damaged: its pickle announces " + count + " bytes");
    }
    return (int) count;
  }

  private void skip(long count) {
    bytes.position(bytes.position() + count(count));
    push(new Thing("bytes"));
  }

  private String text(long length) {
    int count = count(length);
    spend(count / TEXT_BYTES);
    String text = StandardCharsets.UTF_8.decode(bytes.slice(bytes.position(), count)).toString();
    bytes.position(bytes.position() + count);
    return text;
  }

  private String line() {
    int start = bytes.position();
    while (bytes.get() != '\n') {
      if (bytes.position() - start > LONGEST_LINE) {
        throw damaged("a line of text does not end");
      }
    }
    int count = bytes.position() - 1 - start;
    return StandardCharsets.UTF_8.decode(bytes.slice(start, count)).toString();
  }

  private Object number(long length) {
    if (length > LONGEST_NUMBER) {
      throw damaged("it has a number of " + length + " bytes");
    }
    byte[] digits = new byte[count(length)];
    for (int i = digits.length - 1; i >= 0; i--) {
      digits[i] = bytes.get();
    }
    return digits.length == 0 ? Long.valueOf(0) : small(new BigInteger(digits));
  }

  private static Object small(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  private Object decimalOrBoolean(String text) {
    return switch (text) {
      case "00" -> false;
      case "01" -> true;
      default -> decimal(text);
    };
  }

  private Object decimal(String text) {
    String digits = text.endsWith("L") ? text.substring(0, text.length() - 1) : text;
    try {
      if (digits.length() <= LONGEST_NUMBER) {
        return small(new BigInteger(digits));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw damaged("it has a number that is none");
  }

  private double real(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw damaged("it has a number that is none");
    }
  }

  private long index(String text) {
    if (decimal(text) instanceof Long index) {
      return index;
    }
    throw damaged("it has an index that is none");
  }

  private String quoted(String text) {
    if (text.length() < 2) {
      throw damaged("it has a string without quotes");
    }
    return text.substring(1, text.length() - 1);
  }

  private String name(Object value) {
    if (value instanceof String name) {
      return name;
    }
    throw damaged("it names something without text");
  }

  private IllegalArgumentException damaged(String how) {
    return new IllegalArgumentException(where + " is damaged: in its pickle, " + how);
  }
}
