package io.pretext.zoo.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Ways in which bytes go wrong, by accident or on purpose. */
enum Damage {
  /** Single bits turn over. */
  BITS {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      byte[] out = bytes.clone();
      for (int i = random.nextInt(1, 9); i > 0; i--) {
        out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return out;
    }
  },
  /** Bytes become others. */
  BYTES {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      byte[] out = bytes.clone();
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        out[random.nextInt(out.length)] = (byte) random.nextInt();
      }
      return out;
    }
  },
  /** The end is missing. */
  TRUNCATION {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
  },
  /** A stretch is missing in the middle. */
  HOLE {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      int from = random.nextInt(bytes.length);
      int to = from + random.nextInt(Math.min(64, bytes.length - from)) + 1;
      return spliced(bytes, from, to, new byte[0]);
    }
  },
  /** A stretch stands in a second place. */
  SPLICE {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      int from = random.nextInt(bytes.length);
      int to = from + random.nextInt(Math.min(256, bytes.length - from)) + 1;
      int at = random.nextInt(bytes.length + 1);
      return spliced(bytes, at, at, Arrays.copyOfRange(bytes, from, to));
    }
  },
  /** Something follows the end. */
  TAIL {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      byte[] tail = new byte[random.nextInt(1, 64)];
      random.nextBytes(tail);
      return spliced(bytes, bytes.length, bytes.length, tail);
    }
  },
  /** A length, count or offset becomes an extreme one. */
  LENGTH {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      int width = 1 << random.nextInt(4);
      if (bytes.length < width) {
        return bytes;
      }
      long value =
          random.nextBoolean()
              ? EXTREMES[random.nextInt(EXTREMES.length)]
              : bytes.length + random.nextInt(-2, 3);
      byte[] field =
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
      byte[] out = bytes.clone();
      System.arraycopy(field, 0, out, random.nextInt(bytes.length - width + 1), width);
      return out;
    }
  },
  /** An opcode of a pickle becomes another. */
  OPCODE {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      byte[] out = bytes.clone();
      int at = random.nextInt(out.length);
      for (int i = 0; i < out.length && OPCODES.indexOf(out[at] & 0xFF) < 0; i++) {
        at = (at + 1) % out.length;
      }
      out[at] = (byte) OPCODES.charAt(random.nextInt(OPCODES.length()));
      return out;
    }
  },
  /** Opcodes stand where there were none. */
  OPCODES_BETWEEN {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      byte[] more = new byte[random.nextInt(1, 9)];
      for (int i = 0; i < more.length; i++) {
        more[i] = (byte) OPCODES.charAt(random.nextInt(OPCODES.length()));
      }
      int at = random.nextInt(bytes.length + 1);
      return spliced(bytes, at, at, more);
    }
  },
  /** A digit of a text becomes another, or many. */
  DIGITS {
    @Override
    byte[] apply(byte[] bytes, SplittableRandom random) {
      int at = random.nextInt(bytes.length);
      for (int i = 0; i < bytes.length && !Character.isDigit(bytes[at]); i++) {
        at = (at + 1) % bytes.length;
      }
      byte[] digits = new byte[random.nextInt(4) == 0 ? 20 : 1];
      Arrays.fill(digits, (byte) ('0' + random.nextInt(10)));
      return spliced(bytes, at, at + 1, digits);
    }
  };

  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /** All that there are, up to protocol 5. */
  private static final String OPCODES =
      "(.012FIJKLMNPQRSTUVXabcde}ghijl]opqrst)uBCG"
          + "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b"
          + "\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098";

  /** What becomes of {@code bytes}, of which there is at least one. */
  abstract byte[] apply(byte[] bytes, SplittableRandom random);

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    byte[] out = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(middle, 0, out, from, middle.length);
    System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
    return out;
  }
}
