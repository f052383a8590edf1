package io.pretext.engine.onednn;

import io.pretext.engine.Step;
import io.pretext.engine.plan.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Instructions, and the memory they work in. */
final class Program implements AutoCloseable {

  private record Constant(Buffer buffer, float[] content) {}

  private final List<Instruction> prologue = new ArrayList<>();
  private final List<Instruction> body = new ArrayList<>();
  private final List<Storage> persistent = new ArrayList<>();
  private final List<Storage> arena = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final Map<String, Buffer> inputs = new LinkedHashMap<>();
  private final Map<String, Buffer> variables = new LinkedHashMap<>();
  private final Map<String, Buffer> outputs = new LinkedHashMap<>();
  private final Map<String, Buffer> gradients = new LinkedHashMap<>();
  private final Storage scratch = new Storage(Storage.Place.PERSISTENT, Arena.ALIGNMENT);
  private final Map<String, String> choices = new TreeMap<>();
  private Arena placed;
  private BytePointer memory;

  Storage persistent(long bytes) {
    var storage = new Storage(Storage.Place.PERSISTENT, bytes);
    persistent.add(storage);
    return storage;
  }

  Storage arena(long bytes) {
    var storage = new Storage(Storage.Place.ARENA, bytes);
    arena.add(storage);
    return storage;
  }

  /** The one work space that all primitives share, one after the other. */
  Storage scratch(long bytes) {
    scratch.growTo(bytes);
    return scratch;
  }

  /** Adds an instruction: to the prologue if it need run only {@code once}, else to the body. */
  void add(Instruction instruction, boolean once) {
    (once ? prologue : body).add(instruction);
  }

  void constant(Buffer buffer, float[] content) {
    constants.add(new Constant(buffer, content));
  }

  void input(String name, Buffer buffer) {
    inputs.put(name, buffer);
  }

  void variable(String path, Buffer buffer) {
    variables.put(path, buffer);
  }

  void output(String name, Buffer buffer) {
    outputs.put(name, buffer);
  }

  void gradient(String path, Buffer buffer) {
    gradients.put(path, buffer);
  }

  Map<String, Buffer> inputs() {
    return inputs;
  }

  Map<String, Buffer> variables() {
    return variables;
  }

  Buffer variable(String path) {
    return variables.get(path);
  }

  Map<String, Buffer> outputs() {
    return outputs;
  }

  Map<String, Buffer> gradients() {
    return gradients;
  }

  /** Which of several kernels a node got, by path and op. */
  Map<String, String> choices() {
    return choices;
  }

  List<Instruction> body() {
    return body;
  }

  /** Plans the arena; nothing is allocated yet. */
  Step.Memory plan() {
    for (int i = 0; i < body.size(); i++) {
      for (Buffer buffer : body.get(i).buffers()) {
        buffer.storage().touch(i);
      }
    }
    for (Buffer buffer : outputs.values()) {
      buffer.storage().touch(body.size());
    }
    for (Buffer buffer : gradients.values()) {
      buffer.storage().touch(body.size());
    }
    placed =
        Arena.place(
            arena.stream().map(s -> new Arena.Need(s.bytes(), s.first(), s.last())).toList());
    long lasting = persistent.stream().mapToLong(s -> Arena.aligned(s.bytes())).sum();
    return new Step.Memory(lasting, placed.bytes(), Arena.aligned(scratch.bytes()));
  }

  /** Allocates what {@link #plan} found, and builds every argument. */
  void allocate() {
    Step.Memory need = plan();
    memory = new BytePointer(need.total() + Arena.ALIGNMENT);
    long base = Arena.ALIGNMENT - memory.address() % Arena.ALIGNMENT;
    long offset = base;
    for (Storage storage : persistent) {
      bind(storage, offset);
      // Arrays of the arena are written before they are read; these may be read first.
      Pointer.memset(storage.pointer(), 0, storage.bytes());
      offset += Arena.aligned(storage.bytes());
    }
    bind(scratch, offset);
    offset += Arena.aligned(scratch.bytes());
    for (int i = 0; i < arena.size(); i++) {
      bind(arena.get(i), offset + placed.offsets()[i]);
    }
    constants.forEach(c -> Layouts.write(c.buffer(), c.content()));
    constants.clear(); // they are in native memory now
    prologue.forEach(Instruction::bind);
    body.forEach(Instruction::bind);
  }

  private void bind(Storage storage, long offset) {
    BytePointer at = memory.getPointer(offset);
    at.limit(storage.bytes());
    storage.bind(at);
  }

  void runPrologue() {
    prologue.forEach(Instruction::run);
    OneDnn.STREAM._wait();
  }

  void runBody() {
    for (int i = 0; i < body.size(); i++) {
      body.get(i).run();
    }
    OneDnn.STREAM._wait();
  }

  /** Milliseconds of the fastest of {@code trials} runs, after one that does not count. */
  double time(int trials) {
    runBody();
    double least = Double.MAX_VALUE;
    for (int i = 0; i < trials; i++) {
      long start = System.nanoTime();
      runBody();
      least = Math.min(least, (System.nanoTime() - start) / 1e6);
    }
    return least;
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }
}
