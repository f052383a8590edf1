package io.pretext.engine.onednn;

import io.pretext.engine.plan.Node;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.javacpp.Pointer;

/** One call of a program, its arguments built once. */
sealed interface Instruction {

  /** The node that it works for, for errors and profiles. */
  Node node();

  /** Everything that it touches. */
  List<Buffer> buffers();

  /** Looks up the memory of the buffers, once that is placed. */
  void bind();

  void run();

  /** A oneDNN primitive. */
  final class Call implements Instruction {

    /** A buffer as an argument of a primitive. */
    record Argument(int index, Buffer buffer) {}

    private final Node node;
    private final primitive primitive;
    private final List<Argument> arguments;
    private final IntMemoryMap map = new IntMemoryMap();

    Call(Node node, primitive primitive, List<Argument> arguments) {
      this.node = node;
      this.primitive = primitive;
      this.arguments = List.copyOf(arguments);
    }

    @Override
    public Node node() {
      return node;
    }

    @Override
    public List<Buffer> buffers() {
      return arguments.stream().map(Argument::buffer).toList();
    }

    @Override
    public void bind() {
      arguments.forEach(a -> map.put(a.index(), a.buffer().memory()));
    }

    @Override
    public void run() {
      primitive.execute(OneDnn.STREAM, map);
    }
  }

  /** A loop in Java over plain buffers, for what has no primitive and is small. */
  final class Loop implements Instruction {

    /** Works on the floats of the buffers, in the order they were given. */
    @FunctionalInterface
    interface Body {
      void run(FloatBuffer[] floats);
    }

    private final Node node;
    private final List<Buffer> buffers;
    private final Body body;
    private FloatBuffer[] floats;

    Loop(Node node, List<Buffer> buffers, Body body) {
      this.node = node;
      this.buffers = List.copyOf(buffers);
      this.body = body;
    }

    @Override
    public Node node() {
      return node;
    }

    @Override
    public List<Buffer> buffers() {
      return buffers;
    }

    @Override
    public void bind() {
      floats = buffers.stream().map(Buffer::floats).toArray(FloatBuffer[]::new);
    }

    @Override
    public void run() {
      body.run(floats);
    }
  }

  /** Sets a whole buffer, padding included, to zero. */
  final class Clear implements Instruction {
    private final Node node;
    private final Buffer buffer;

    Clear(Node node, Buffer buffer) {
      this.node = node;
      this.buffer = buffer;
    }

    @Override
    public Node node() {
      return node;
    }

    @Override
    public List<Buffer> buffers() {
      return List.of(buffer);
    }

    @Override
    public void bind() {
      // Nothing to look up: the pointer is read when it runs.
    }

    @Override
    public void run() {
      Pointer.memset(buffer.storage().pointer(), 0, buffer.desc().get_size());
    }
  }
}
