package io.pretext.zoo.fuzz;

import java.util.List;
import java.util.function.Function;

/**
 * A file to damage: before it is put together, where checksums will then agree with the damage, or
 * after.
 *
 * @param name of what it is
 * @param parts that can be damaged
 * @param assemble makes the file of them
 */
record Specimen(String name, List<byte[]> parts, Function<List<byte[]>, byte[]> assemble) {

  byte[] bytes() {
    return assemble.apply(parts);
  }
}
