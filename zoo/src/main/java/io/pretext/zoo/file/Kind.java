package io.pretext.zoo.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** What a file is, by its first bytes. */
enum Kind {
  ZIP,
  TORCH_LEGACY,
  SAFETENSORS,
  EMPTY("is empty: the download failed"),
  POINTER("is a Git LFS pointer, not the file itself: fetch it with 'git lfs pull'"),
  PAGE("is a web page, not a file of tensors: the address it was downloaded from showed an error"),
  TEXT("is a text, not a file of tensors"),
  TAR("is a tar archive, as PyTorch wrote before 0.1.10: load and save it with PyTorch 1.x first"),
  PICKLE("is a plain pickle, not one of PyTorch: convert it to safetensors or npz first"),
  ARRAY("is a single numpy array: put it into an npz file with numpy.savez"),
  HDF5("is an HDF5 file, as Keras writes: convert it to safetensors or npz first"),
  PACKED("is compressed: unpack it first"),
  GGUF("is a GGUF file, as language models are quantised: it is not read"),
  PICTURE("is a picture, not a file of tensors"),
  UNKNOWN("is no file of tensors that is read: PyTorch (.pth, .pt, .th), safetensors or npz");

  /** Bytes to look at. */
  static final int HEAD = 512;

  private static final int TAR_MAGIC = 257;

  private final String complaint;

  Kind() {
    this("");
  }

  Kind(String complaint) {
    this.complaint = complaint;
  }

  /** What to say of a file of a kind that is not read, after its name. */
  String complaint() {
    return complaint;
  }

  /**
   * @param head the first {@link #HEAD} bytes, or all there are
   */
  static Kind of(ByteBuffer head) {
    byte[] bytes = new byte[head.limit()];
    head.get(0, bytes);
    if (bytes.length == 0) {
      return EMPTY;
    }
    if (begins(bytes, 'P', 'K', 3, 4) || begins(bytes, 'P', 'K', 5, 6)) {
      return ZIP;
    }
    if (Arrays.equals(Arrays.copyOf(bytes, TorchLegacy.MAGIC.length), TorchLegacy.MAGIC)) {
      return TORCH_LEGACY;
    }
    // Eight bytes of a length that no one reads more of than 100 MB, then a JSON object.
    if (bytes.length > 8
        && bytes[8] == '{'
        && begins(Arrays.copyOfRange(bytes, 4, 8), 0, 0, 0, 0)) {
      return SAFETENSORS;
    }
    return other(bytes);
  }

  private static Kind other(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (text.startsWith("version https://git-lfs")) {
      return POINTER;
    }
    if (text.startsWith("ustar", TAR_MAGIC)) {
      return TAR;
    }
    if (begins(bytes, 0x80) && bytes.length > 1 && bytes[1] >= 2 && bytes[1] <= 5) {
      return PICKLE;
    }
    if (Arrays.equals(Arrays.copyOf(bytes, NumpyArchive.MAGIC.length), NumpyArchive.MAGIC)) {
      return ARRAY;
    }
    if (begins(bytes, 0x89, 'H', 'D', 'F')) {
      return HDF5;
    }
    if (begins(bytes, 0x1F, 0x8B)
        || begins(bytes, 'B', 'Z', 'h')
        || begins(bytes, 0xFD, '7', 'z')
        || begins(bytes, 0x28, 0xB5, 0x2F, 0xFD)) {
      return PACKED;
    }
    if (begins(bytes, 'G', 'G', 'U', 'F')) {
      return GGUF;
    }
    if (begins(bytes, 0x89, 'P', 'N', 'G') || begins(bytes, 0xFF, 0xD8, 0xFF)) {
      return PICTURE;
    }
    if (text.stripLeading().startsWith("<")
        && (text.toLowerCase(Locale.ROOT).contains("<html")
            || text.toLowerCase(Locale.ROOT).contains("<!doctype")
            || text.contains("<?xml"))) {
      return PAGE;
    }
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7F || c == '\n' || c == '\r' || c == '\t')
        ? TEXT
        : UNKNOWN;
  }

  private static boolean begins(byte[] bytes, int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((byte) magic[i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
