package io.pretext.zoo.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip archives, which the last methods can make contradict themselves. */
public final class ZipBuilder {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LOCAL_BYTES = 30;
  private static final int VERSION = 20;

  private record Entry(byte[] name, int method, int crc, int packed, int size, int local) {}

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();

  /** A member as it is. */
  public ZipBuilder store(String name, byte[] content) {
    return add(name, content, content, 0);
  }

  /** A member compressed. */
  public ZipBuilder deflate(String name, byte[] content) {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    var packed = new ByteArrayOutputStream();
    byte[] some = new byte[1 << 13];
    while (!deflater.finished()) {
      packed.write(some, 0, deflater.deflate(some));
    }
    deflater.end();
    return add(name, content, packed.toByteArray(), 8);
  }

  /** A second member over the bytes of the last one. */
  public ZipBuilder addAgain(String name) {
    Entry last = last();
    entries.add(new Entry(utf8(name), last.method, last.crc, last.packed, last.size, last.local));
    return this;
  }

  /** A member whose content is another member, and both of them in the directory. */
  public ZipBuilder storeAround(String outer, String inner, byte[] content) {
    byte[] nested = new ZipBuilder().store(inner, content).bytes();
    int start = out.size() + LOCAL_BYTES + utf8(outer).length;
    store(outer, nested);
    var sum = new CRC32();
    sum.update(content);
    int crc = (int) sum.getValue();
    entries.add(new Entry(utf8(inner), 0, crc, content.length, content.length, start));
    return this;
  }

  /** Lets the directory claim another size of the last member. */
  public ZipBuilder claiming(int size) {
    Entry last = last();
    entries.set(
        entries.size() - 1,
        new Entry(last.name, last.method, last.crc, last.packed, size, last.local));
    return this;
  }

  /** The archive, ended. */
  public byte[] bytes() {
    int start = out.size();
    entries.forEach(entry -> out.writeBytes(central(entry)));
    ByteBuffer end = little(22).putInt(END).putInt(0);
    end.putShort((short) entries.size()).putShort((short) entries.size());
    out.writeBytes(end.putInt(out.size() - start).putInt(start).putShort((short) 0).array());
    return out.toByteArray();
  }

  private ZipBuilder add(String name, byte[] content, byte[] packed, int method) {
    var sum = new CRC32();
    sum.update(content);
    var entry =
        new Entry(
            utf8(name), method, (int) sum.getValue(), packed.length, content.length, out.size());
    entries.add(entry);
    ByteBuffer header =
        little(LOCAL_BYTES + entry.name.length).putInt(LOCAL).putShort((short) VERSION);
    common(header, entry);
    out.writeBytes(header.putShort((short) 0).put(entry.name).array());
    out.writeBytes(packed);
    return this;
  }

  private static byte[] central(Entry entry) {
    ByteBuffer header = little(46 + entry.name.length).putInt(CENTRAL);
    header.putShort((short) VERSION).putShort((short) VERSION);
    common(header, entry);
    header.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort((short) 0);
    return header.putInt(0).putInt(entry.local).put(entry.name).array();
  }

  /** What both headers of a member say, from the flags to the length of the name. */
  private static void common(ByteBuffer header, Entry entry) {
    header.putShort((short) 0).putShort((short) entry.method).putInt(0).putInt(entry.crc);
    header.putInt(entry.packed).putInt(entry.size).putShort((short) entry.name.length);
  }

  private Entry last() {
    return entries.get(entries.size() - 1);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
