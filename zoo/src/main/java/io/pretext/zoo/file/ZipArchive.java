package io.pretext.zoo.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The members of a zip archive, each where it lies in the file.
 *
 * <p>Java's own reader does not say where a stored member lies, and believes what archives say
 * about themselves. Here members may neither overlap nor leave the file, sizes must be possible, a
 * member is held to its CRC when it is read, and names are only names: nothing is ever unpacked to
 * a path.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">the format</a>
 */
final class ZipArchive {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;

  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int END_64_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;
  private static final int LONGEST_COMMENT = 0xFFFF;

  private static final int ENCRYPTED = 1;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** No deflated byte can stand for more. */
  private static final long MOST_PER_BYTE = 1032;

  /** More members than any checkpoint has. */
  private static final int MOST_MEMBERS = 1 << 20;

  private final MappedFile file;
  private final Map<String, Member> members = new LinkedHashMap<>();

  private record Directory(long offset, long bytes, long count) {}

  private record Sizes(long compressed, long size, long local) {}

  private ZipArchive(MappedFile file) {
    this.file = file;
  }

  /**
   * Reads the directory at the end of {@code file}.
   *
   * @throws IllegalArgumentException if the archive is truncated, damaged or contradicts itself
   */
  static ZipArchive of(MappedFile file) {
    var archive = new ZipArchive(file);
    Directory directory = archive.directory();
    archive.read(directory);
    archive.requireApart(directory.offset);
    return archive;
  }

  /** In the order of the directory. */
  Map<String, Member> members() {
    return members;
  }

  private Directory directory() {
    long size = file.size();
    int tail = (int) Math.min(size, END_BYTES + LONGEST_COMMENT);
    ByteBuffer bytes = file.at(size - tail, tail);
    for (int at = tail - END_BYTES; at >= 0; at--) {
      if (bytes.getInt(at) == END && u2(bytes, at + 20) == tail - END_BYTES - at) {
        return directory(size - tail + at, part(bytes, at, END_BYTES));
      }
    }
    throw new IllegalArgumentException(
        file.path() + " is a zip archive without its end: it is truncated, download it again");
  }

  private Directory directory(long at, ByteBuffer end) {
    var directory = new Directory(u4(end, 16), u4(end, 12), u2(end, 10));
    long limit = at;
    if (at >= LOCATOR_BYTES && file.at(at - LOCATOR_BYTES, 4).getInt() == LOCATOR_64) {
      limit = file.at(at - LOCATOR_BYTES + 8, 8).getLong();
      ByteBuffer large = limit >= 0 && limit <= at ? piece(limit, END_64_BYTES) : null;
      if (large == null || large.getInt(0) != END_64) {
        throw damaged("its 64-bit directory is not where it says");
      }
      directory = new Directory(large.getLong(48), large.getLong(40), large.getLong(32));
    }
    if (directory.offset < 0 || directory.bytes < 0 || directory.offset > limit - directory.bytes) {
      throw damaged("its directory is not where it says");
    }
    if (directory.count < 0 || directory.count > directory.bytes / CENTRAL_BYTES) {
      throw damaged("its directory is too short for " + directory.count + " members");
    }
    if (directory.count > MOST_MEMBERS) {
      throw new IllegalArgumentException(
          file.path() + " has " + directory.count + " members, at most 2^20 are read");
    }
    return directory;
  }

  private void read(Directory directory) {
    ByteBuffer all = file.at(directory.offset, directory.bytes);
    int at = 0;
    for (long i = 0; i < directory.count; i++) {
      if (all.limit() - at < CENTRAL_BYTES || all.getInt(at) != CENTRAL) {
        throw damaged("member " + i + " is missing in its directory");
      }
      int name = u2(all, at + 28);
      int extra = u2(all, at + 30);
      int head = CENTRAL_BYTES + name + extra;
      if (all.limit() - at < head + u2(all, at + 32)) {
        throw damaged("member " + i + " leaves its directory");
      }
      add(
          part(all, at, CENTRAL_BYTES),
          text(part(all, at + CENTRAL_BYTES, name)),
          part(all, at + CENTRAL_BYTES + name, extra));
      at += head + u2(all, at + 32);
    }
  }

  private static ByteBuffer part(ByteBuffer bytes, int at, int count) {
    return bytes.slice(at, count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void add(ByteBuffer entry, String name, ByteBuffer extra) {
    if ((u2(entry, 8) & ENCRYPTED) != 0) {
      throw new IllegalArgumentException(
          "'" + name + "' in " + file.path() + " is encrypted, unpack the archive first");
    }
    int method = u2(entry, 10);
    Sizes sizes = sizes(name, entry, extra);
    if (method != STORED && method != DEFLATED) {
      throw new IllegalArgumentException(
          "'%s' in %s is compressed by method %d, only stored and deflated members are read"
              .formatted(name, file.path(), method));
    }
    long begin = begin(name, sizes);
    boolean possible =
        method == STORED
            ? sizes.size == sizes.compressed
            : sizes.size / MOST_PER_BYTE <= sizes.compressed;
    if (!possible) {
      throw damaged(
          "'%s' cannot be %d bytes out of %d".formatted(name, sizes.size, sizes.compressed));
    }
    var data = new Stretch(file, begin, sizes.compressed);
    var member =
        new Member(name, sizes.local, data, method == DEFLATED, sizes.size, entry.getInt(16));
    if (members.put(name, member) != null) {
      throw damaged("it has two members called '" + name + "'");
    }
  }

  /** Sizes that do not fit 32 bits stand in an extra field, in this order. */
  private Sizes sizes(String name, ByteBuffer entry, ByteBuffer extra) {
    long[] values = {u4(entry, 24), u4(entry, 20), u4(entry, 42)};
    ByteBuffer large = large(extra);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == 0xFFFFFFFFL && large.remaining() >= 8) {
        values[i] = large.getLong();
      }
      if (values[i] < 0) {
        throw damaged("'" + name + "' has an impossible size");
      }
    }
    return new Sizes(values[1], values[0], values[2]);
  }

  private static ByteBuffer large(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = extra.getShort();
      int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      if (id == 1) {
        return part(extra, extra.position(), length);
      }
      extra.position(extra.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  /** Where the data of a member begins: behind a second header, which must be about the same. */
  private long begin(String name, Sizes sizes) {
    ByteBuffer header =
        sizes.local <= file.size() - LOCAL_BYTES ? piece(sizes.local, LOCAL_BYTES) : null;
    if (header == null || header.getInt(0) != LOCAL) {
      throw damaged("'" + name + "' is not where the directory says");
    }
    long begin = sizes.local + LOCAL_BYTES + u2(header, 26) + u2(header, 28);
    if (begin > file.size() - sizes.compressed) {
      throw damaged("'" + name + "' does not fit the file");
    }
    if (!text(piece(sizes.local + LOCAL_BYTES, u2(header, 26))).equals(name)) {
      throw damaged("'" + name + "' has another name at its data");
    }
    return begin;
  }

  private void requireApart(long limit) {
    List<Member> ordered = new ArrayList<>(members.values());
    ordered.sort(Comparator.comparingLong(m -> m.local));
    for (int i = 0; i < ordered.size(); i++) {
      Member member = ordered.get(i);
      long next = i + 1 < ordered.size() ? ordered.get(i + 1).local : limit;
      if (member.data.begin() + member.data.size() > next) {
        throw damaged("'" + member.name + "' overlaps what follows it");
      }
    }
  }

  private ByteBuffer piece(long at, int count) {
    return file.at(at, count);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private static int u2(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static long u4(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private IllegalArgumentException damaged(String how) {
    return new IllegalArgumentException(file.path() + " is a damaged zip archive: " + how);
  }

  /** One member; a storage of what it holds, whether compressed or not. */
  final class Member implements Storage {

    private final String name;
    private final long local;
    private final Stretch data;
    private final boolean deflated;
    private final long size;
    private final int crc;
    private volatile boolean checked;

    private Member(String name, long local, Stretch data, boolean deflated, long size, int crc) {
      this.name = name;
      this.local = local;
      this.data = data;
      this.deflated = deflated;
      this.size = size;
      this.crc = crc;
    }

    @Override
    public boolean isPacked() {
      return deflated;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void stream(long from, long count, Consumer<ByteBuffer> to) {
      if (deflated) {
        inflate(from, count, to);
      } else {
        check();
        data.stream(from, count, to);
      }
    }

    @Override
    public ByteBuffer range(long from, long count) {
      if (!deflated) {
        check();
        return data.range(from, count);
      }
      if (count > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "'" + name + "' in " + file.path() + " is compressed and too large to unpack");
      }
      ByteBuffer all = ByteBuffer.allocate((int) count).order(ByteOrder.LITTLE_ENDIAN);
      inflate(from, count, all::put);
      return all.flip();
    }

    /** The first {@code count} bytes or all there are, not yet held to the checksum. */
    ByteBuffer head(int count) {
      long there = Math.min(count, size);
      return deflated ? range(0, there) : data.range(0, there);
    }

    private void check() {
      if (!checked) {
        var sum = new CRC32();
        data.stream(0, size, sum::update);
        requireSum(sum);
        checked = true;
      }
    }

    /** Unpacks from the start: a deflated member has no other way in. */
    private void inflate(long from, long count, Consumer<ByteBuffer> to) {
      var inflater = new Inflater(true);
      var unpacker = new Unpacker(from, count, to);
      try {
        for (long at = 0; at < data.size() && !unpacker.hasEnough(); at += PIECE) {
          unpacker.take(inflater, data.range(at, Math.min(PIECE, data.size() - at)));
        }
        unpacker.end(inflater);
      } finally {
        inflater.end();
      }
    }

    private void requireSum(CRC32 sum) {
      // PyTorch can be told not to compute one, and writes zero.
      if (crc != 0 && (int) sum.getValue() != crc) {
        throw damaged("'" + name + "' does not agree with its checksum");
      }
    }

    /** Cuts what an inflater gives into pieces, and passes on those that were asked for. */
    private final class Unpacker {

      private final long from;
      private final long end;
      private final Consumer<ByteBuffer> to;
      private final CRC32 sum = new CRC32();
      private final ByteBuffer some = ByteBuffer.allocate(PIECE);
      private final ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
      private long done;

      Unpacker(long from, long count, Consumer<ByteBuffer> to) {
        this.from = from;
        this.end = from + count;
        this.to = to;
      }

      /** Whether what was asked for is there and lies before the end, where the sum is checked. */
      boolean hasEnough() {
        return end < size && done >= end;
      }

      void take(Inflater inflater, ByteBuffer packed) {
        inflater.setInput(packed);
        try {
          while (!hasEnough()) {
            int count = inflater.inflate(some.clear());
            if (count == 0 && (inflater.needsInput() || inflater.finished())) {
              return;
            }
            if (count == 0) {
              throw damaged("'" + name + "' needs a dictionary");
            }
            pass(some.flip());
          }
        } catch (DataFormatException e) {
          throw damaged("'" + name + "' is not deflated data");
        }
      }

      private void pass(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (count > size - done) {
          throw damaged("'" + name + "' unpacks to more than " + size + " bytes");
        }
        sum.update(bytes.duplicate());
        int first = (int) Math.max(0, Math.min(count, from - done));
        int last = (int) Math.max(first, Math.min(count, end - done));
        for (int i = first; i < last; ) {
          int part = Math.min(last - i, piece.remaining());
          piece.put(bytes.slice(i, part));
          i += part;
          flush(!piece.hasRemaining());
        }
        done += count;
      }

      private void flush(boolean full) {
        if (full) {
          to.accept(piece.flip());
          piece.clear();
        }
      }

      void end(Inflater inflater) {
        if (!hasEnough()) {
          if (!inflater.finished() || done != size) {
            throw damaged("'" + name + "' unpacks to " + done + " bytes instead of " + size);
          }
          requireSum(sum);
        }
        flush(piece.position() > 0);
      }
    }
  }
}
