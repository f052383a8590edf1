package io.pretext.zoo.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of every format: sound ones, and ones whose authors meant harm. */
final class Specimens {

  private static final int VALUES = 24;
  private static final String SEPARATOR = "/";

  private Specimens() {}

  /** The specimens of {@code format}, the first of them sound. */
  static List<Specimen> of(Format format) {
    return switch (format) {
      case ZIP -> zip();
      case LEGACY -> legacy();
      case SAFETENSORS -> safetensors();
      case NPZ -> npz();
    };
  }

  private static List<Specimen> zip() {
    var specimens = new ArrayList<Specimen>();
    pickles()
        .forEach(
            (name, pickle) -> {
              specimens.add(archive(name, members(pickle), ZipBuilder::store));
              specimens.add(archive(name + ", deflated", members(pickle), ZipBuilder::deflate));
            });
    byte[] state = pickles().get("state dictionary");
    Map<String, byte[]> big = members(state);
    big.put("a/byteorder", ascii("big"));
    specimens.add(archive("big endian", big, ZipBuilder::store));
    Map<String, byte[]> climbing = members(state);
    climbing.put("../../../tmp/climbed", ascii("out"));
    climbing.put("a/data/../../../climbed", ascii("out"));
    specimens.add(archive("path traversal", climbing, ZipBuilder::store));
    specimens.add(bomb());
    specimens.add(
        whole(
            "overlapping members",
            new ZipBuilder()
                .store("a/data.pkl", state)
                .store("a/data/0", data())
                .addAgain("a/data/1")
                .bytes()));
    specimens.add(
        whole(
            "a member in a member",
            new ZipBuilder()
                .store("a/data.pkl", state)
                .storeAround("a/data/1", "a/data/0", data())
                .bytes()));
    specimens.add(
        whole(
            "a member that claims 2 GB",
            new ZipBuilder()
                .store("a/data.pkl", state)
                .deflate("a/data/0", data())
                .claiming(Integer.MAX_VALUE)
                .bytes()));
    return specimens;
  }

  private static Specimen bomb() {
    int count = 1 << 20;
    byte[] pickle =
        new PickleBuilder()
            .tensor()
            .storage("FloatStorage", "0", count)
            .view(0, new long[] {count}, new long[] {1})
            .bytes();
    return whole(
        "bomb",
        new ZipBuilder()
            .store("a/data.pkl", pickle)
            .deflate("a/data/0", new byte[4 * count])
            .bytes());
  }

  private static Map<String, byte[]> members(byte[] pickle) {
    var members = new LinkedHashMap<String, byte[]>();
    members.put("a/data.pkl", pickle);
    members.put("a/version", ascii("3\n"));
    members.put("a/byteorder", ascii("little"));
    members.put("a/data/0", data());
    members.put("a/data/1", new byte[Long.BYTES]);
    return members;
  }

  /** Adds a member to an archive. */
  private interface Packing {
    ZipBuilder add(ZipBuilder zip, String name, byte[] content);
  }

  private static Specimen archive(String name, Map<String, byte[]> members, Packing packing) {
    List<String> names = List.copyOf(members.keySet());
    return new Specimen(
        name,
        List.copyOf(members.values()),
        parts -> {
          var zip = new ZipBuilder();
          for (int i = 0; i < names.size(); i++) {
            packing.add(zip, names.get(i), parts.get(i));
          }
          return zip.bytes();
        });
  }

  private static List<Specimen> legacy() {
    byte[] magic = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e");
    byte[] version = new PickleBuilder().whole(1001).bytes();
    byte[] system = new PickleBuilder().dictionary().bytes();
    byte[] keys = new PickleBuilder().mark().text("0").text("1").raw('l').bytes();
    byte[] storages =
        ByteBuffer.allocate(8 + 4 * VALUES + 16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(VALUES)
            .put(data())
            .putLong(1)
            .array();
    var specimens = new ArrayList<Specimen>();
    pickles()
        .forEach(
            (name, pickle) ->
                specimens.add(
                    new Specimen(
                        name,
                        List.of(magic, version, system, pickle, keys, storages),
                        Specimens::joined)));
    return specimens;
  }

  private static List<Specimen> safetensors() {
    String sound =
        "{'__metadata__':{'format':'pt'},"
            + "'a.weight':{'dtype':'F32','shape':[4,5],'data_offsets':[0,80]},"
            + "'a.count':{'dtype':'I64','shape':[],'data_offsets':[80,88]},"
            + "'half':{'dtype':'F16','shape':[4],'data_offsets':[88,96]}}";
    var specimens = new ArrayList<Specimen>();
    specimens.add(headed("sound", sound));
    specimens.add(headed("without notes", sound.replace("'__metadata__':{'format':'pt'},", "")));
    specimens.add(headed("overlapping", sound.replace("[80,88]", "[72,80]")));
    specimens.add(headed("gap", sound.replace("[88,96]", "[92,100]")));
    specimens.add(headed("huge shape", sound.replace("[4,5]", "[9223372036854775807,4]")));
    specimens.add(headed("negative shape", sound.replace("[4,5]", "[-4,-5]")));
    specimens.add(headed("nothing", "null"));
    specimens.add(headed("nested", "{'a':".repeat(3000) + "1" + "}".repeat(3000)));
    specimens.add(headed("nested lists", "{'a':" + "[".repeat(3000) + "]".repeat(3000) + "}"));
    specimens.add(headed("long number", sound.replace("96", "9".repeat(2000))));
    specimens.add(headed("twice", sound.replace("a.count", "a.weight")));
    return specimens;
  }

  private static Specimen headed(String name, String header) {
    return new Specimen(
        name,
        List.of(ascii(header.replace('\'', '"')), data()),
        parts -> {
          byte[] length =
              ByteBuffer.allocate(Long.BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(parts.get(0).length)
                  .array();
          return joined(List.of(length, parts.get(0), parts.get(1)));
        });
  }

  private static List<Specimen> npz() {
    var specimens = new ArrayList<Specimen>();
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("conv/kernel.npy", array(1, "<f4", "False", "(2, 3, 4)"));
    arrays.put("fortran.npy", array(2, "<f4", "True", "(6, 4)"));
    arrays.put("big.npy", array(3, ">i8", "False", "(12,)"));
    arrays.put("half.npy", array(1, "<f2", "False", "(48,)"));
    arrays.put("scalar.npy", array(1, "|V96", "False", "()"));
    specimens.add(archive("sound", arrays, ZipBuilder::store));
    specimens.add(archive("deflated", arrays, ZipBuilder::deflate));
    Map<String, byte[]> hostile = new LinkedHashMap<>();
    hostile.put("../huge.npy", array(1, "<f4", "True", "(4294967296, 4294967296)"));
    specimens.add(archive("huge shape", hostile, ZipBuilder::store));
    specimens.add(odd("digits", array(1, "<f4", "False", "(" + "1".repeat(5000) + "x)")));
    specimens.add(odd("objects", array(1, "|O", "False", "(24,)")));
    specimens.add(odd("none", array(1, "<f4", "False", "(0, 9223372036854775807, 3)")));
    specimens.add(whole("bomb", new ZipBuilder().deflate("a.npy", zeros(1 << 22)).bytes()));
    return specimens;
  }

  private static Specimen odd(String name, byte[] array) {
    return archive(name, Map.of("a.npy", array), ZipBuilder::store);
  }

  private static byte[] zeros(int count) {
    byte[] head = head(1, "|u1", "False", "(" + count + ",)");
    return joined(List.of(head, new byte[count]));
  }

  private static byte[] array(int version, String type, String fortran, String shape) {
    return joined(List.of(head(version, type, fortran, shape), data()));
  }

  private static byte[] head(int version, String type, String fortran, String shape) {
    byte[] text =
        ascii(
            "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }%n"
                .formatted(type, fortran, shape));
    int width = version == 1 ? 2 : 4;
    ByteBuffer head = ByteBuffer.allocate(8 + width + text.length).order(ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 0x93).put(ascii("NUMPY")).put((byte) version).put((byte) 0);
    if (width == 2) {
      head.putShort((short) text.length);
    } else {
      head.putInt(text.length);
    }
    return head.put(text).array();
  }

  /** Pickles over the storages "0", of {@link #VALUES} floats, and "1", of one long. */
  private static Map<String, byte[]> pickles() {
    var pickles = new LinkedHashMap<String, byte[]>();
    pickles.put("state dictionary", state());
    pickles.put("cyclic state dictionary", inItself());
    pickles.put("system", command("posix", "system"));
    pickles.put("eval", command("builtins", "eval"));
    pickles.put("exec", command("__builtin__", "exec"));
    pickles.put("runtime", command("java.lang.Runtime", "getRuntime"));
    pickles.put(
        "nested lists", new PickleBuilder().repeat(20_000, ']').repeat(19_999, 'a').bytes());
    pickles.put(
        "nested dictionaries",
        new PickleBuilder().repeat(5_000, '}', 'K', 1).raw('N').repeat(5_000, 's').bytes());
    pickles.put(
        "a list in itself", new PickleBuilder().raw(']').remember(0).recall(0).raw('a').bytes());
    pickles.put("many ways", manyWays());
    pickles.put("a key in itself", keyInItself());
    pickles.put("memo", memo());
    pickles.put("huge text", new PickleBuilder().raw(0x8d).number(1L << 62, 8).bytes());
    pickles.put("huge bytes", new PickleBuilder().raw('B').number(-1, 4).bytes());
    pickles.put("huge number", new PickleBuilder().raw(0x8b).number(Integer.MAX_VALUE, 4).bytes());
    pickles.put("huge shape", viewed(0, new long[] {1L << 40, 1L << 40}, new long[] {0, 0}));
    pickles.put("expanded", viewed(0, new long[] {1L << 34}, new long[] {0}));
    pickles.put("expanded a little", viewed(0, new long[] {3, 1 << 10}, new long[] {0, 0}));
    pickles.put("outside", viewed(VALUES, new long[] {1}, new long[] {1}));
    pickles.put("far outside", viewed(1L << 62, new long[] {2}, new long[] {1L << 62}));
    pickles.put("negative", viewed(-1, new long[] {-2}, new long[] {-1}));
    pickles.put("backwards", viewed(VALUES - 1, new long[] {VALUES}, new long[] {-1}));
    pickles.put("climbing key", storageOf("FloatStorage", ".." + SEPARATOR + "0", VALUES));
    pickles.put("too many values", storageOf("FloatStorage", "0", 1L << 60));
    pickles.put("another type", storageOf("DoubleStorage", "0", VALUES));
    return pickles;
  }

  private static byte[] state() {
    var pickle = new PickleBuilder().dictionary().mark();
    pickle.text("epoch").whole(3).text("state_dict").ordered().mark();
    pickle.text("weight").tensor().storage("FloatStorage", "0", VALUES);
    pickle.view(0, new long[] {4, 6}, new long[] {6, 1});
    pickle.text("turned").tensor().storage("FloatStorage", "0", VALUES);
    pickle.view(2, new long[] {3, 4}, new long[] {1, 5});
    pickle.text("count").tensor().storage("LongStorage", "1", 1);
    pickle.view(0, new long[0], new long[0]).setItems();
    pickle.text("args").global("argparse", "Namespace").raw(')', 0x81).dictionary().mark();
    pickle.text("lr").raw('G').number(0, 8).setItems().raw('b');
    return pickle.text("history").raw(']').mark().whole(1).whole(2).raw('e').setItems().bytes();
  }

  private static byte[] command(String module, String name) {
    return new PickleBuilder()
        .dictionary()
        .text("weight")
        .global(module, name)
        .mark()
        .text("touch pretext-was-here")
        .tuple()
        .call()
        .raw('s')
        .bytes();
  }

  private static byte[] inItself() {
    var pickle = new PickleBuilder().dictionary().remember(0).mark().text("self").recall(0);
    pickle.text("weight").tensor().storage("FloatStorage", "0", VALUES);
    return pickle.view(0, new long[] {VALUES}, new long[] {1}).setItems().bytes();
  }

  /** Dictionaries that hold the one before twice: 2^60 names of one tensor. */
  private static byte[] manyWays() {
    var pickle = new PickleBuilder().tensor().storage("FloatStorage", "0", VALUES);
    pickle.view(0, new long[] {1}, new long[] {1}).remember(0);
    for (int i = 0; i < 60; i++) {
      pickle.dictionary().mark().text("a").recall(i).text("b").recall(i).setItems();
      pickle.remember(i + 1);
    }
    return pickle.bytes();
  }

  private static byte[] keyInItself() {
    return new PickleBuilder()
        .raw(']')
        .remember(0)
        .recall(0)
        .raw('a')
        .remember(1)
        .dictionary()
        .recall(1)
        .whole(1)
        .raw('s')
        .bytes();
  }

  private static byte[] memo() {
    var pickle = new PickleBuilder().raw('N');
    for (int i = 0; i < 5000; i++) {
      pickle.remember(i * 400_009);
    }
    return pickle.bytes();
  }

  private static byte[] viewed(long offset, long[] shape, long[] strides) {
    return new PickleBuilder()
        .tensor()
        .storage("FloatStorage", "0", VALUES)
        .view(offset, shape, strides)
        .bytes();
  }

  private static byte[] storageOf(String type, String key, long count) {
    return new PickleBuilder()
        .tensor()
        .storage(type, key, count)
        .view(0, new long[] {2}, new long[] {1})
        .bytes();
  }

  private static byte[] data() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * VALUES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < VALUES; i++) {
      bytes.putFloat(i / 4f);
    }
    return bytes.array();
  }

  private static Specimen whole(String name, byte[] bytes) {
    return new Specimen(name, List.of(bytes), Specimens::joined);
  }

  private static byte[] joined(List<byte[]> parts) {
    var out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
