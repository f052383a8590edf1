package io.pretext.zoo.file;

import io.pretext.zoo.file.Pickle.Dictionary;
import io.pretext.zoo.file.Pickle.Global;
import io.pretext.zoo.file.Pickle.Sequence;
import io.pretext.zoo.file.Pickle.Thing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The few calls in a checkpoint of PyTorch that mean something here: ordered dictionaries, sizes,
 * and tensors over storages. Everything else stays a {@link Thing}.
 */
final class TorchObjects implements Pickle.Meaning {

  /**
   * A named block of memory outside of the pickle.
   *
   * @param type of its values; null if it is bytes, whose meaning each tensor brings
   * @param first value of the part that is meant; nearly always 0
   * @param count of all values, whatever part is meant
   */
  record StorageName(DType type, String key, long first, long count) {

    /** Bytes of a value. */
    int width() {
      return type == null ? 1 : type.bytes();
    }
  }

  /**
   * A tensor that the pickle describes.
   *
   * @param offset of the first value, in values
   */
  record View(StorageName storage, DType type, long offset, long[] shape, long[] strides) {}

  private static final Map<String, DType> STORAGES =
      Map.ofEntries(
          Map.entry("DoubleStorage", DType.F64),
          Map.entry("FloatStorage", DType.F32),
          Map.entry("HalfStorage", DType.F16),
          Map.entry("BFloat16Storage", DType.BF16),
          Map.entry("LongStorage", DType.I64),
          Map.entry("IntStorage", DType.I32),
          Map.entry("ShortStorage", DType.I16),
          Map.entry("CharStorage", DType.I8),
          Map.entry("ByteStorage", DType.U8),
          Map.entry("BoolStorage", DType.BOOL),
          Map.entry("ComplexFloatStorage", DType.C64),
          Map.entry("ComplexDoubleStorage", DType.C128));

  private final String where;
  private final Map<String, StorageName> storages = new LinkedHashMap<>();

  /**
   * @param where shown in errors
   */
  TorchObjects(String where) {
    this.where = where;
  }

  @Override
  public Object call(Object function, Sequence arguments) {
    if (!(function instanceof Global global)) {
      return new Thing(function);
    }
    List<Object> items = arguments.items;
    return switch (global.module() + " " + global.name()) {
      case "collections OrderedDict" -> dictionary(items);
      case "collections defaultdict" -> new Dictionary();
      case "torch Size" -> items.size() == 1 ? items.get(0) : new Thing(global);
      case "torch._utils _rebuild_tensor",
          "torch._utils _rebuild_tensor_v2",
          "torch._utils _rebuild_tensor_v3" ->
          tensor(global.name(), items);
      case "torch._utils _rebuild_parameter", "torch._utils _rebuild_parameter_with_state" ->
          items.isEmpty() ? new Thing(global) : items.get(0);
      case "torch._tensor _rebuild_from_type_v2" -> ofType(global, items);
      default -> new Thing(global);
    };
  }

  /** A tensor of a class of its own, or with attributes: a function and its arguments. */
  private Object ofType(Global global, List<Object> items) {
    return items.size() > 2
            && items.get(0) instanceof Global rebuild
            && items.get(2) instanceof Sequence inner
            && !rebuild.equals(global)
        ? call(rebuild, inner)
        : new Thing(global);
  }

  private Dictionary dictionary(List<Object> items) {
    var dictionary = new Dictionary();
    if (!items.isEmpty() && items.get(0) instanceof Sequence pairs) {
      for (Object pair : pairs.items) {
        if (!(pair instanceof Sequence two) || two.items.size() != 2) {
          throw damaged("an ordered dictionary is not made of pairs");
        }
        dictionary.entries.put(two.items.get(0), two.items.get(1));
      }
    }
    return dictionary;
  }

  private View tensor(String function, List<Object> items) {
    if (items.size() < 4 || !(items.get(0) instanceof StorageName storage)) {
      throw damaged(function + " is called without a storage");
    }
    DType type = storage.type;
    if (function.endsWith("_v3") && items.size() > 6) {
      type = type(items.get(6));
    }
    if (type == null) {
      throw damaged("a tensor has no type");
    }
    long[] shape = longs("size", items.get(2));
    long[] strides = longs("stride", items.get(3));
    if (strides.length != shape.length) {
      throw damaged("a tensor has %d sizes and %d strides".formatted(shape.length, strides.length));
    }
    return new View(storage, type, whole("offset", items.get(1)), shape, strides);
  }

  private DType type(Object value) {
    if (value instanceof Global global && global.module().equals("torch")) {
      return DType.ofTorch(global.name())
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      where
                          + " has a tensor of type torch."
                          + global.name()
                          + ", which is not read"));
    }
    throw damaged("a tensor has no type");
  }

  /** {@code ('storage', class, key, device, count)}, then in old files the part of a larger one. */
  @Override
  public Object persistent(Object id) {
    if (!(id instanceof Sequence tuple) || tuple.items.isEmpty()) {
      throw damaged("something outside of it has no name");
    }
    List<Object> items = tuple.items;
    if ("module".equals(items.get(0)) && items.size() > 1) {
      return items.get(1);
    }
    if (!"storage".equals(items.get(0))
        || items.size() < 5
        || !(items.get(1) instanceof Global type)
        || !(items.get(2) instanceof String key)) {
      throw damaged("a storage has no type and key");
    }
    boolean isPart =
        items.size() > 5 && items.get(5) instanceof Sequence part && part.items.size() == 3;
    long first = isPart ? whole("offset", ((Sequence) items.get(5)).items.get(1)) : 0;
    var storage = new StorageName(storageType(type), key, first, whole("count", items.get(4)));
    StorageName other = storages.putIfAbsent(key, storage);
    if (other != null && (other.type != storage.type || other.count != storage.count)) {
      throw damaged("storage '" + key + "' has two types or sizes");
    }
    return storage;
  }

  /** The storages that were named so far, by key. */
  Map<String, StorageName> storages() {
    return storages;
  }

  private DType storageType(Global type) {
    if (type.name().equals("UntypedStorage")) {
      return null;
    }
    DType known = STORAGES.get(type.name());
    if (known == null || !type.module().startsWith("torch")) {
      throw new IllegalArgumentException(
          "%s has a storage of type %s.%s, which is not read"
              .formatted(where, type.module(), type.name()));
    }
    return known;
  }

  private long[] longs(String what, Object value) {
    if (!(value instanceof Sequence sequence)) {
      throw damaged("a tensor has no " + what);
    }
    var values = new ArrayList<Long>();
    sequence.items.forEach(item -> values.add(whole(what, item)));
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private long whole(String what, Object value) {
    if (value instanceof Long number && number >= 0) {
      return number;
    }
    throw damaged("a tensor or storage has no valid " + what);
  }

  private IllegalArgumentException damaged(String how) {
    return new IllegalArgumentException(where + " is damaged: in its pickle, " + how);
  }
}
