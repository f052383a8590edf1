package io.pretext.app.model;

import io.pretext.app.config.EngineConfig;
import io.pretext.augment.EvaluationView;
import io.pretext.augment.InOrder;
import io.pretext.datasets.Image;
import io.pretext.graph.Batch;
import io.pretext.graph.Tensor;
import io.pretext.zoo.model.Description;
import io.pretext.zoo.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * A model that many threads may ask at once.
 *
 * <p>The thread that asks makes its image ready; one thread of our own runs the kernels, which use
 * the cores together. So however many threads ask, there is one team of native threads and one copy
 * of the weights for each of the two sizes of batch: one image, and many.
 */
public final class ServedModel implements AutoCloseable {

  private static final int MANY = 16;

  private final Model model;
  private final CompiledModel.Output output;
  private final EngineConfig engine;
  private final Preparation preparation;
  private final ConcurrentLinkedDeque<EvaluationView> views = new ConcurrentLinkedDeque<>();
  private final ExecutorService kernels;
  private final Lane one;
  private Lane many; // this and the next belong to the thread of the kernels
  private boolean closed;

  /** A compiled size of batch and the images that go into it; used by the thread of the kernels. */
  private record Lane(int batch, CompiledModel compiled, Tensor images) {

    /** [images, width]; {@code pixels} holds at most {@code batch} images. */
    float[][] run(List<Tensor> pixels) {
      int each = images.data().capacity() / batch;
      for (int i = 0; i < batch; i++) {
        // What is missing is filled up with the last image, as good as any.
        Tensor next = pixels.get(Math.min(i, pixels.size() - 1));
        images.data().put(i * each, next.data(), 0, each);
      }
      float[] values = compiled.encoder().encode(new Batch(Map.of(InOrder.INPUT, images)));
      int width = compiled.width();
      var rows = new float[pixels.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
      }
      return rows;
    }
  }

  private ServedModel(Model model, CompiledModel.Output output, EngineConfig engine) {
    this.model = model;
    this.output = output;
    this.engine = engine;
    this.preparation = Preparation.of(model.description());
    this.kernels =
        Executors.newSingleThreadExecutor(
            task -> {
              var thread = new Thread(task, "pretext-kernels");
              thread.setDaemon(true);
              return thread;
            });
    try {
      this.one = on(() -> lane(1));
    } catch (RuntimeException | Error e) {
      kernels.shutdown();
      throw e;
    }
  }

  /**
   * Opens and compiles a model.
   *
   * @param model as {@link Models#open} takes it
   * @param threads cores that its kernels use together; 0 for all
   */
  public static ServedModel open(String model, CompiledModel.Output output, int threads) {
    Model opened = Models.open(model);
    try {
      EngineConfig standard = EngineConfig.defaults();
      return new ServedModel(
          opened, output, new EngineConfig(standard.name(), standard.precision(), threads));
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  public Description description() {
    return model.description();
  }

  /** Values per image. */
  public int width() {
    return one.compiled().width();
  }

  /** The output for one image. */
  public float[] run(Image image) {
    Tensor pixels = pixels(image);
    return on(() -> one.run(List.of(pixels)))[0];
  }

  /** The output for each of many images. */
  public float[][] run(List<Image> images) {
    var rows = new float[images.size()][];
    for (int from = 0; from < rows.length; from += MANY) {
      var pixels = new ArrayList<Tensor>();
      for (Image image : images.subList(from, Math.min(rows.length, from + MANY))) {
        pixels.add(pixels(image));
      }
      float[][] some = on(() -> many().run(pixels));
      System.arraycopy(some, 0, rows, from, some.length);
    }
    return rows;
  }

  private Tensor pixels(Image image) {
    EvaluationView free = views.pollFirst();
    EvaluationView view =
        free == null ? new EvaluationView(preparation.image(), preparation.normalisation()) : free;
    Tensor pixels = Tensor.zeros(3, preparation.image(), preparation.image());
    view.write(image, pixels.data(), 0);
    views.addFirst(view);
    return pixels;
  }

  /** Compiled when first needed. */
  private Lane many() {
    if (many == null) {
      many = lane(MANY);
    }
    return many;
  }

  private Lane lane(int batch) {
    int side = preparation.image();
    return new Lane(
        batch, CompiledModel.of(model, output, batch, engine), Tensor.zeros(batch, 3, side, side));
  }

  private interface Task<T> {
    T run();
  }

  /** Runs {@code task} on the thread of the kernels and waits for it. */
  private <T> T on(Task<T> task) {
    Future<T> answer;
    try {
      answer = kernels.submit(() -> whileOpen(task));
    } catch (RejectedExecutionException e) {
      throw closed();
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get();
        } catch (InterruptedException e) {
          interrupted = true; // native code cannot be stopped half-way; it takes milliseconds
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What was asked for while the model was being closed must not touch freed memory. */
  private <T> T whileOpen(Task<T> task) {
    if (closed) {
      throw closed();
    }
    return task.run();
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("the model is closed");
  }

  /** Frees the native memory once what was asked before is answered. */
  @Override
  public void close() {
    try {
      on(this::free);
    } catch (IllegalStateException e) {
      return; // it was closed before
    }
  }

  private Void free() {
    closed = true;
    kernels.shutdown();
    one.compiled().close();
    if (many != null) {
      many.compiled().close();
    }
    model.close();
    return null;
  }
}
