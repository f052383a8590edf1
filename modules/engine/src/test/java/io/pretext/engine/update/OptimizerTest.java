package io.pretext.engine.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pretext.engine.UpdateRule;
import io.pretext.engine.UpdateRule.Settings;
import io.pretext.graph.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {

  private static final int SIZE = 9;
  private static final double NO_CLIP = Double.POSITIVE_INFINITY;

  static Stream<Arguments> torchCases() {
    var plain = new Settings(0.1, 0, true, NO_CLIP);
    var decayed = new Settings(0.1, 0.01, true, NO_CLIP);
    var momentum = new UpdateRule.Sgd(0.9, false);
    var adam = new Settings(0.01, 0.1, true, NO_CLIP);
    return Stream.of(
        Arguments.of("sgd-plain", new UpdateRule.Sgd(0, false), decayed, 1.0),
        Arguments.of("sgd-momentum", momentum, decayed, 1.0),
        Arguments.of("sgd-nesterov", new UpdateRule.Sgd(0.9, true), decayed, 1.0),
        Arguments.of("sgd-clipped", momentum, new Settings(0.1, 0, true, 0.5), 1.0),
        Arguments.of("sgd-scaled", momentum, plain, 0.25),
        Arguments.of("sgd-scaled-clipped", momentum, new Settings(0.1, 0, true, 0.2), 0.25),
        Arguments.of("adam", new UpdateRule.Adam(0.9, 0.95, 1e-3, false), adam, 1.0),
        Arguments.of("adamw", new UpdateRule.Adam(0.9, 0.95, 1e-3, true), adam, 1.0));
  }

  /** Golden numbers of src/test/python/torch_optim.py. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("torchCases")
  void movesAsTorchDoes(String name, UpdateRule rule, Settings settings, double scale) {
    FloatBuffer parameter = buffer(start());
    FloatBuffer[] slots = slots(rule);
    for (int update = 1; update <= 3; update++) {
      Optimizer.apply(rule, settings, scale, update, parameter, buffer(gradient(update)), slots);
      float[] expected = torch(name, update);
      for (int i = 0; i < SIZE; i++) {
        assertThat(parameter.get(i)).isCloseTo(expected[i], within(2e-6f));
      }
    }
  }

  @Test
  void larsFollowsItsDefinition() {
    var rule = new UpdateRule.Lars(0.9, 0.02);
    var settings = new Settings(0.5, 0.1, true, NO_CLIP);
    FloatBuffer parameter = buffer(start());
    FloatBuffer[] slots = slots(rule);
    double[] p = doubles(start());
    double[] v = new double[SIZE];
    for (int update = 1; update <= 3; update++) {
      Optimizer.apply(rule, settings, 0.5, update, parameter, buffer(gradient(update)), slots);
      double[] g = doubles(gradient(update));
      for (int i = 0; i < SIZE; i++) {
        g[i] = 0.5 * g[i] + 0.1 * p[i];
      }
      double ratio = 0.02 * norm(p) / norm(g);
      for (int i = 0; i < SIZE; i++) {
        v[i] = 0.9 * v[i] + ratio * g[i];
        p[i] -= 0.5 * v[i];
        assertThat((double) parameter.get(i)).isCloseTo(p[i], within(1e-6));
        assertThat((double) slots[0].get(i)).isCloseTo(v[i], within(1e-6));
      }
    }
  }

  @Test
  void larsWithoutTrustRatioIsMomentum() {
    FloatBuffer lars = buffer(start());
    FloatBuffer sgd = buffer(start());
    var larsRule = new UpdateRule.Lars(0.9, 0.001);
    var sgdRule = new UpdateRule.Sgd(0.9, false);
    FloatBuffer[] larsSlots = slots(larsRule);
    FloatBuffer[] sgdSlots = slots(sgdRule);
    var settings = new Settings(0.1, 0, false, NO_CLIP);
    for (int update = 1; update <= 3; update++) {
      FloatBuffer gradient = buffer(gradient(update));
      Optimizer.apply(larsRule, settings, 1, update, lars, gradient, larsSlots);
      Optimizer.apply(sgdRule, settings, 1, update, sgd, gradient, sgdSlots);
    }
    assertThat(array(lars)).containsExactly(array(sgd));
  }

  @Test
  void larsOfAZeroParameterHasRatioOne() {
    FloatBuffer parameter = buffer(new float[SIZE]);
    var rule = new UpdateRule.Lars(0, 0.001);
    Optimizer.apply(
        rule, new Settings(1, 0, true, NO_CLIP), 1, 1, parameter, buffer(gradient(1)), slots(rule));
    for (int i = 0; i < SIZE; i++) {
      assertThat(parameter.get(i)).isEqualTo(-gradient(1)[i]);
    }
  }

  static Stream<UpdateRule> rules() {
    return Stream.of(
        new UpdateRule.Sgd(0, false),
        new UpdateRule.Sgd(0.9, true),
        new UpdateRule.Adam(0.9, 0.999, 1e-8, false),
        new UpdateRule.Adam(0.9, 0.999, 1e-8, true),
        new UpdateRule.Lars(0.9, 0.001));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void paddingStaysZeroAndTheGradientStays(UpdateRule rule) {
    float[] start = start();
    float[] slope = gradient(1);
    start[4] = 0;
    slope[4] = 0;
    FloatBuffer parameter = buffer(start);
    FloatBuffer gradient = buffer(slope);
    FloatBuffer[] slots = slots(rule);
    for (int update = 1; update <= 3; update++) {
      Optimizer.apply(
          rule, new Settings(0.1, 0.01, true, 0.1), 2, update, parameter, gradient, slots);
    }
    assertThat(parameter.get(4)).isZero();
    for (FloatBuffer slot : slots) {
      assertThat(slot.get(4)).isZero();
      assertThat(slot.get(5)).isNotZero();
    }
    assertThat(parameter.get(5)).isNotEqualTo(start[5]);
    assertThat(array(gradient)).containsExactly(slope);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aParameterThatBeginsLateKeepsItsBitsAndThenBeginsLikeANewOne(UpdateRule rule) {
    var late = new Settings(0.1, 0.01, true, 0.5, 3);
    var now = new Settings(0.1, 0.01, true, 0.5);
    FloatBuffer parameter = buffer(start());
    FloatBuffer fresh = buffer(start());
    FloatBuffer[] slots = slots(rule);
    FloatBuffer[] freshSlots = slots(rule);
    for (int update = 1; update <= 3; update++) {
      Optimizer.apply(rule, late, 1, update, parameter, buffer(gradient(update)), slots);
      assertThat(array(parameter)).containsExactly(start());
      for (FloatBuffer slot : slots) {
        assertThat(array(slot)).containsOnly(0);
      }
    }
    for (int update = 4; update <= 6; update++) {
      FloatBuffer gradient = buffer(gradient(update));
      Optimizer.apply(rule, late, 1, update, parameter, gradient, slots);
      Optimizer.apply(rule, now, 1, update - 3, fresh, gradient, freshSlots);
      assertThat(array(parameter)).containsExactly(array(fresh)).isNotEqualTo(start());
      for (int i = 0; i < slots.length; i++) {
        assertThat(array(slots[i])).containsExactly(array(freshSlots[i]));
      }
    }
  }

  /** Kingma and Ba's algorithm 1 with decoupled decay, in double. */
  @Test
  void adamCorrectsItsBiasFromWhereAParameterBegins() {
    var rule = new UpdateRule.Adam(0.9, 0.95, 1e-3, true);
    var settings = new Settings(0.05, 0.1, true, NO_CLIP, 2);
    FloatBuffer parameter = buffer(start());
    FloatBuffer[] slots = slots(rule);
    double[] p = doubles(start());
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    for (int update = 1; update <= 5; update++) {
      Optimizer.apply(rule, settings, 1, update, parameter, buffer(gradient(update)), slots);
      int own = update - 2;
      for (int i = 0; i < SIZE; i++) {
        if (own > 0) {
          double g = gradient(update)[i];
          m[i] = 0.9 * m[i] + 0.1 * g;
          v[i] = 0.95 * v[i] + 0.05 * g * g;
          double first = m[i] / (1 - Math.pow(0.9, own));
          double second = v[i] / (1 - Math.pow(0.95, own));
          p[i] -= 0.05 * 0.1 * p[i];
          p[i] -= 0.05 * first / (Math.sqrt(second) + 1e-3);
        }
        assertThat((double) parameter.get(i)).isCloseTo(p[i], within(2e-6));
      }
    }
  }

  @Test
  void wrongBuffersAreRefused() {
    var rule = new UpdateRule.Sgd(0.9, false);
    var settings = new Settings(0.1, 0, true, NO_CLIP);
    FloatBuffer parameter = buffer(start());
    FloatBuffer gradient = buffer(gradient(1));
    assertThatThrownBy(
            () -> Optimizer.apply(rule, settings, 1, 1, parameter, gradient, new FloatBuffer[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keeps the arrays [momentum], got 0");
    assertThatThrownBy(
            () ->
                Optimizer.apply(rule, settings, 1, 1, parameter, buffer(new float[2]), slots(rule)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("9 elements");
    assertThatThrownBy(
            () -> Optimizer.apply(rule, settings, 1, 0, parameter, gradient, slots(rule)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("counted from 1");
  }

  private static float[] start() {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (i - 3) * 0.25f;
    }
    return values;
  }

  private static float[] gradient(int update) {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = ((i * 7 + update * 5) % 11 - 5) * 0.125f;
    }
    return values;
  }

  private static FloatBuffer[] slots(UpdateRule rule) {
    return rule.slots().stream().map(slot -> buffer(new float[SIZE])).toArray(FloatBuffer[]::new);
  }

  private static FloatBuffer buffer(float[] values) {
    return Tensor.of(values, values.length).data();
  }

  private static float[] array(FloatBuffer buffer) {
    float[] values = new float[buffer.limit()];
    buffer.get(0, values);
    return values;
  }

  private static double[] doubles(float[] values) {
    double[] copy = new double[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = values[i];
    }
    return copy;
  }

  private static double norm(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static float[] torch(String name, int update) {
    try (var in = OptimizerTest.class.getResourceAsStream("torch-optim.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      String[] words =
          text.lines()
              .filter(line -> line.startsWith(name + " " + update + " "))
              .findFirst()
              .orElseThrow()
              .split(" ");
      float[] values = new float[words.length - 2];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.parseFloat(words[i + 2]);
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
