package io.pretext.zoo.file;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;

/** How the values of a stored tensor are written; the names are those of safetensors. */
public enum DType {
  F64(8, "float64"),
  F32(4, "float32"),
  F16(2, "float16"),
  BF16(2, "bfloat16"),
  F8_E4M3(1, "float8_e4m3fn"),
  F8_E5M2(1, "float8_e5m2"),
  I64(8, "int64"),
  I32(4, "int32"),
  I16(2, "int16"),
  I8(1, "int8"),
  U64(8, "uint64"),
  U32(4, "uint32"),
  U16(2, "uint16"),
  U8(1, "uint8"),
  BOOL(1, "bool"),
  C64(8, "complex64"),
  C128(16, "complex128");

  private final int bytes;
  private final String torch;

  DType(int bytes, String torch) {
    this.bytes = bytes;
    this.torch = torch;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** Whether values are pairs, which no float can hold. */
  public boolean isComplex() {
    return this == C64 || this == C128;
  }

  /** Bytes that change places between little and big endian: half a complex value. */
  int word() {
    return isComplex() ? bytes / 2 : bytes;
  }

  /** The type that PyTorch calls {@code torch.<name>}. */
  static Optional<DType> ofTorch(String name) {
    for (DType type : values()) {
      if (type.torch.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Appends every value of {@code from}, which is little endian, to {@code to}. */
  void decode(ByteBuffer from, FloatBuffer to) {
    switch (this) {
      case F32 -> to.put(from.asFloatBuffer());
      case F64 -> {
        for (int i = 0; i < from.limit(); i += 8) {
          to.put((float) from.getDouble(i));
        }
      }
      case I64 -> {
        for (int i = 0; i < from.limit(); i += 8) {
          to.put(from.getLong(i));
        }
      }
      case U64 -> {
        for (int i = 0; i < from.limit(); i += 8) {
          to.put(unsigned(from.getLong(i)));
        }
      }
      case I32, U32 -> {
        for (int i = 0; i < from.limit(); i += 4) {
          int bits = from.getInt(i);
          to.put(this == I32 ? bits : Integer.toUnsignedLong(bits));
        }
      }
      case F16, BF16, I16, U16 -> {
        for (int i = 0; i < from.limit(); i += 2) {
          to.put(ofTwoBytes(from.getShort(i)));
        }
      }
      case F8_E4M3, F8_E5M2, I8, U8, BOOL -> {
        for (int i = 0; i < from.limit(); i++) {
          to.put(ofOneByte(from.get(i)));
        }
      }
      case C64, C128 ->
          throw new IllegalArgumentException("complex values (" + this + ") are no floats");
    }
  }

  private float ofTwoBytes(short bits) {
    return switch (this) {
      case F16 -> half(bits);
      case BF16 -> Float.intBitsToFloat(bits << 16);
      case I16 -> bits;
      default -> Short.toUnsignedInt(bits);
    };
  }

  private float ofOneByte(byte bits) {
    return switch (this) {
      case F8_E4M3 -> quarter(bits);
      case F8_E5M2 -> half((short) (bits << 8));
      case I8 -> bits;
      case BOOL -> bits == 0 ? 0 : 1;
      default -> Byte.toUnsignedInt(bits);
    };
  }

  /** The value of a number without sign, rounded as a number with sign would be. */
  private static float unsigned(long bits) {
    // Halved, with the lost bit kept sticky so that rounding sees it.
    return bits >= 0 ? bits : 2f * (float) (bits >>> 1 | bits & 1);
  }

  /** IEEE 754 half precision: 5 bits of exponent, 10 of fraction. */
  static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    if (exponent == 0) {
      float tiny = fraction * 0x1p-24f;
      return sign == 0 ? tiny : -tiny;
    }
    int biased = exponent == 31 ? 255 : exponent + 112;
    return Float.intBitsToFloat(sign | biased << 23 | fraction << 13);
  }

  /** Eight bits without infinities: 4 bits of exponent, 3 of fraction, NaN where all are set. */
  private static float quarter(byte bits) {
    int sign = (bits & 0x80) << 24;
    int exponent = bits >> 3 & 0xF;
    int fraction = bits & 7;
    if ((bits & 0x7F) == 0x7F) {
      return Float.NaN;
    }
    if (exponent == 0) {
      float tiny = fraction * 0x1p-9f;
      return sign == 0 ? tiny : -tiny;
    }
    return Float.intBitsToFloat(sign | exponent + 120 << 23 | fraction << 20);
  }
}
