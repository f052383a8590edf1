package io.pretext.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class OpsTest {

  private final Graph g = new Graph(Graph.Mode.TRAIN, DataType.DOUBLE, 1);

  @Test
  void matmulTurnsItsOperands() {
    SDVariable a = g.input("a", 2, 3, 4);
    SDVariable b = g.input("b", 2, 5, 3);
    SDVariable y = Ops.matmul(g, a, b, true, true);
    var values = new Values(g);

    values.check(
        y,
        at -> {
          double sum = 0;
          for (int i = 0; i < 3; i++) {
            sum +=
                values.input("a").getDouble(at[0], i, at[1])
                    * values.input("b").getDouble(at[0], at[2], i);
          }
          return sum;
        });
  }

  @Test
  void concatAndSliceAreInverse() {
    SDVariable a = g.input("a", 2, 3);
    SDVariable b = g.input("b", 2, 4);
    SDVariable joined = Ops.concat(g, 1, a, b);
    SDVariable back = Ops.slice(g, joined, 1, 3, 7);
    var values = new Values(g);

    values.check(
        joined,
        at ->
            at[1] < 3
                ? values.input("a").getDouble(at)
                : values.input("b").getDouble(at[0], at[1] - 3));
    values.check(back, at -> values.input("b").getDouble(at));
  }

  @Test
  void aSliceMustLieInside() {
    SDVariable x = g.input("x", 2, 3);

    assertThatThrownBy(() -> Ops.slice(g, x, 1, 2, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x of shape [2, 3] has no part 2 to 4");
  }

  @Test
  void rowsAreThoseThatNumbersName() {
    SDVariable table = g.input("table", 4, 3);
    SDVariable numbers = g.constant(Nd4j.createFromArray(2.0, 0.0, 3.0, 2.0, 1.0));
    SDVariable rows = Ops.rows(g, table, numbers);
    var values = new Values(g);

    int[] expected = {2, 0, 3, 2, 1};
    assertThat(g.shape(rows)).containsExactly(5, 3);
    values.check(rows, at -> values.input("table").getDouble(expected[at[0]], at[1]));
  }

  @Test
  void whatIsDrawnIsBelowTheBoundAndTheStepsOwn() {
    Ops.draw(g, "n", 7, 200);
    RandomInput input = g.randomInputs().iterator().next();
    Tensor one = Tensor.zeros(200);
    Tensor again = Tensor.zeros(200);
    Tensor next = Tensor.zeros(200);

    input.fill(5, 3, one);
    input.fill(5, 3, again);
    input.fill(5, 4, next);

    assertThat(one.toArray()).isEqualTo(again.toArray()).isNotEqualTo(next.toArray());
    assertThat(one.toArray()).contains(0, 1, 2, 3, 4, 5, 6).doesNotContain(7);
  }

  @Test
  void aNamedConstantIsMadeOnce() {
    SDVariable eye = g.constant("eye", () -> Nd4j.eye(3));

    assertThat(g.constant("eye", () -> Nd4j.eye(4))).isSameAs(eye);
    assertThat(g.shape(eye)).containsExactly(3, 3);
    assertThat(g.constant("other", () -> Nd4j.eye(4))).isNotSameAs(eye);
  }

  @Test
  void everyPixelAndPad() {
    SDVariable x = g.input("x", 2, 3, 5, 4);
    SDVariable sparse = Ops.everyPixel(g, x, 2);
    SDVariable padded = Ops.pad(g, x, 1, 1, 2);
    var values = new Values(g);
    INDArray v = values.input("x");

    values.check(sparse, at -> v.getDouble(at[0], at[1], 2 * at[2], 2 * at[3]));
    values.check(
        padded, at -> at[1] < 1 || at[1] > 3 ? 0 : v.getDouble(at[0], at[1] - 1, at[2], at[3]));
  }

  @Test
  void rowsMoveAndComeBack() {
    SDVariable x = g.input("x", 8, 2, 3);
    SDVariable order = Ops.permutation(g, "order", 8);
    SDVariable moved = Ops.permuteRows(g, order, x);
    SDVariable back = Ops.restoreRows(g, order, moved);
    var values = new Values(g);
    INDArray v = values.input("x");
    INDArray places = values.input("order").argMax(1);

    values.check(moved, at -> v.getDouble(places.getInt(at[0]), at[1], at[2]));
    values.check(back, at -> v.getDouble(at));
    assertThat(values.of(moved)).isNotEqualTo(v);
  }
}
