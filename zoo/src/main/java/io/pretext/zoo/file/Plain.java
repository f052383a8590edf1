package io.pretext.zoo.file;

/** Text from a file, fit for a message: short, on one line, and nothing that moves a terminal. */
final class Plain {

  private static final int LONGEST = 400;

  private Plain() {}

  static String text(String text) {
    String line = text.replaceAll("\\p{C}", "?");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
