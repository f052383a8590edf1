package io.pretext.testkit;

import static io.pretext.testkit.Vocabulary.of;
import static io.pretext.testkit.Vocabulary.shape;

import io.pretext.graph.Graph;
import io.pretext.graph.Init;
import io.pretext.graph.Ops;
import io.pretext.graph.Ramp;
import io.pretext.testkit.Vocabulary.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;

/** Everything in {@link Ops}, and the operations of SDVariable that it allows. */
final class OpCases {

  private static final long[] ROWS = {6, 5};
  private static final long[] CUBE = {3, 4, 5};
  private static final long[] MAP = {2, 3, 5, 4};

  private OpCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(arithmetic());
    cases.addAll(broadcasts());
    cases.addAll(reductions());
    cases.addAll(products());
    cases.addAll(moves());
    return cases;
  }

  private static List<Case> arithmetic() {
    return List.of(
        of("add a number", ROWS, (g, x) -> x.add(0.7).mul(x)),
        of("sub a number", ROWS, (g, x) -> x.sub(0.7).mul(x)),
        of("mul by a number", ROWS, (g, x) -> x.mul(-1.7)),
        of("div by a number", ROWS, (g, x) -> x.div(1.7)),
        of("rsub a number", ROWS, (g, x) -> x.rsub(0.7).mul(x)),
        of("rdiv a number", ROWS, (g, x) -> g.sd().math().exp(x).rdiv(1.5)),
        of("neg", ROWS, (g, x) -> x.neg().mul(x)),
        of("exp", ROWS, (g, x) -> g.sd().math().exp(x)),
        of("log", ROWS, (g, x) -> g.sd().math().log(g.sd().math().square(x).add(0.5))),
        of("sqrt", ROWS, (g, x) -> g.sd().math().sqrt(g.sd().math().square(x).add(0.5))),
        of("square", ROWS, (g, x) -> g.sd().math().square(x)),
        of("abs", ROWS, (g, x) -> g.sd().math().abs(x)),
        of("erf", ROWS, (g, x) -> g.sd().math().erf(x)),
        of("one input thrice", ROWS, (g, x) -> x.mul(x).add(x)),
        of("stop-gradient", ROWS, (g, x) -> g.stopGradient(g.sd().math().exp(x)).mul(x)));
  }

  private static List<Case> broadcasts() {
    return List.of(
        pair("add", ROWS, ROWS, SDVariable::add),
        pair("sub", ROWS, ROWS, SDVariable::sub),
        pair("mul", ROWS, ROWS, SDVariable::mul),
        of("div", List.of(ROWS, ROWS), (g, x) -> x.get(0).div(g.sd().math().exp(x.get(1)))),
        pair("add a row", ROWS, shape(5), SDVariable::add),
        pair("sub a row", ROWS, shape(5), SDVariable::sub),
        pair("mul by a row", ROWS, shape(5), SDVariable::mul),
        pair("add a column", ROWS, shape(6, 1), SDVariable::add),
        pair("mul by a column", ROWS, shape(6, 1), SDVariable::mul),
        pair("sub from a column", shape(6, 1), ROWS, SDVariable::sub),
        of(
            "div by a column",
            List.of(ROWS, shape(6, 1)),
            (g, x) -> x.get(0).div(g.sd().math().exp(x.get(1)))),
        of(
            "div of a column",
            List.of(shape(6, 1), ROWS),
            (g, x) -> x.get(0).div(g.sd().math().exp(x.get(1)))),
        pair("all pairs", shape(4, 1, 3), shape(1, 5, 3), SDVariable::sub),
        pair("mul by channels", MAP, shape(1, 3, 1, 1), SDVariable::mul),
        pair("add samples", MAP, shape(2, 1, 1, 1), SDVariable::add),
        of("mul by a scalar", ROWS, (g, x) -> x.mul(x.mean())),
        of("sub a scalar", MAP, (g, x) -> x.sub(x.mean()).mul(x)),
        of("div by a scheduled scalar", ROWS, (g, x) -> g.sd().math().exp(x.div(scheduled(g)))),
        of("sub from a scheduled scalar", MAP, (g, x) -> scheduled(g).sub(x).mul(x)),
        of("a scalar by a scheduled one", ROWS, (g, x) -> x.mul(x).mean().mul(scheduled(g))),
        of(
            "one less a scheduled scalar",
            ROWS,
            (g, x) -> x.mul(scheduled(g).rsub(1)).add(x.mul(x))));
  }

  private static SDVariable scheduled(Graph g) {
    return g.scheduled("schedule", Ramp.constant(0.7));
  }

  private static Case pair(String name, long[] a, long[] b, BinaryOperator<SDVariable> operation) {
    return of(name, List.of(a, b), (g, x) -> operation.apply(x.get(0), x.get(1)));
  }

  private static List<Case> reductions() {
    return List.of(
        of("sum of all", ROWS, (g, x) -> x.mul(x).sum()),
        of("mean of all", CUBE, (g, x) -> x.mul(x).mean()),
        of("max of all", ROWS, (g, x) -> x.max()),
        of("sum of rows", ROWS, (g, x) -> x.sum(1)),
        of("sum of columns", ROWS, (g, x) -> x.sum(0)),
        of("sum, kept", ROWS, (g, x) -> x.sum(true, 1).mul(x)),
        of("sum of the middle", CUBE, (g, x) -> x.sum(1)),
        of("mean of two", CUBE, (g, x) -> x.mean(0, 2)),
        of("mean, kept", CUBE, (g, x) -> x.mean(true, 2).mul(x)),
        of("mean of maps", MAP, (g, x) -> x.mean(2, 3)),
        of("mean per channel", MAP, (g, x) -> x.mean(0, 2, 3)),
        of("mean per channel, kept", MAP, (g, x) -> x.mean(true, 0, 2, 3).mul(x)),
        of("max of rows", ROWS, (g, x) -> x.max(1)),
        of("max, kept", CUBE, (g, x) -> x.max(true, 2).mul(x)));
  }

  private static List<Case> products() {
    return List.of(
        product("2-D", shape(4, 3), shape(3, 5), false, false),
        product("2-D, right turned", shape(4, 3), shape(5, 3), false, true),
        product("2-D, left turned", shape(3, 4), shape(3, 5), true, false),
        product("2-D, both turned", shape(3, 4), shape(5, 3), true, true),
        product("3-D", shape(2, 4, 3), shape(2, 3, 5), false, false),
        product("3-D, right turned", shape(2, 4, 3), shape(2, 5, 3), false, true),
        product("3-D, left turned", shape(2, 3, 4), shape(2, 3, 5), true, false),
        product("4-D", shape(2, 3, 4, 5), shape(2, 3, 5, 6), false, false),
        product("4-D, right turned", shape(2, 3, 4, 5), shape(2, 3, 6, 5), false, true),
        product("4-D, left turned", shape(2, 3, 5, 4), shape(2, 3, 5, 6), true, false),
        of("matmul with itself", ROWS, (g, x) -> Ops.matmul(g, x, x, false, true)));
  }

  private static Case product(
      String name, long[] a, long[] b, boolean transposeA, boolean transposeB) {
    return of(
        "matmul " + name,
        List.of(a, b),
        (g, x) -> Ops.matmul(g, x.get(0), x.get(1), transposeA, transposeB));
  }

  /** Four rows of five. */
  private static SDVariable table(Graph g) {
    return g.state("table", Init.normal(1), 4, 5);
  }

  private static List<Case> moves() {
    return List.of(
        of("reshape", CUBE, (g, x) -> x.reshape(6, 10)),
        of("reshape to rank 4", ROWS, (g, x) -> x.reshape(2, 3, 1, 5)),
        of("transpose", ROWS, (g, x) -> x.permute(1, 0)),
        of("permute, rank 3", CUBE, (g, x) -> x.permute(2, 0, 1)),
        of("permute, rank 4", MAP, (g, x) -> x.permute(0, 2, 3, 1)),
        of("permute and back", MAP, (g, x) -> x.permute(3, 1, 0, 2).mul(2).permute(2, 1, 3, 0)),
        of("expand and squeeze", ROWS, (g, x) -> g.sd().squeeze(g.sd().expandDims(x, 1), 1)),
        of("concat rows", List.of(ROWS, ROWS), (g, x) -> Ops.concat(g, 0, x.get(0), x.get(1))),
        of(
            "concat columns",
            List.of(ROWS, shape(6, 2)),
            (g, x) -> Ops.concat(g, 1, x.get(0), x.get(1))),
        of(
            "concat channels of three",
            List.of(MAP, shape(2, 1, 5, 4), MAP),
            (g, x) -> Ops.concat(g, 1, x.get(0), x.get(1), x.get(2))),
        of("concat with itself", ROWS, (g, x) -> Ops.concat(g, 0, x, x)),
        of("repeat", shape(1, 3, 5), (g, x) -> Ops.repeat(g, x, 4)),
        of(
            "repeated token before others",
            List.of(shape(1, 1, 5), shape(3, 4, 5)),
            (g, x) -> Ops.concat(g, 1, Ops.repeat(g, x.get(0), 3), x.get(1))),
        of("slice of rows", ROWS, (g, x) -> Ops.slice(g, x, 0, 1, 4)),
        of("slice of the last", CUBE, (g, x) -> Ops.slice(g, x, 2, 2, 5)),
        of(
            "slices that overlap",
            MAP,
            (g, x) -> Ops.slice(g, x, 3, 0, 3).mul(Ops.slice(g, x, 3, 1, 4))),
        of("every second pixel", MAP, (g, x) -> Ops.everyPixel(g, x, 2)),
        of("pad channels", MAP, (g, x) -> Ops.pad(g, x, 1, 2, 1)),
        of("pad rows", ROWS, (g, x) -> Ops.pad(g, x, 0, 0, 2)),
        of("shortcut of option A", MAP, (g, x) -> Ops.pad(g, Ops.everyPixel(g, x, 2), 1, 1, 2)),
        of("permute rows", ROWS, (g, x) -> Ops.permuteRows(g, Ops.permutation(g, "order", 6), x)),
        of("rows of a table", ROWS, (g, x) -> x.mul(Ops.rows(g, table(g), Ops.draw(g, "n", 4, 6)))),
        of(
            "rows by numbers that are computed",
            ROWS,
            (g, x) -> x.mul(Ops.rows(g, table(g), Ops.slice(g, Ops.draw(g, "n", 4, 9), 0, 2, 8)))),
        of(
            "permute rows of maps and back",
            MAP,
            (g, x) -> {
              SDVariable order = Ops.permutation(g, "order", 2);
              SDVariable moved = Ops.permuteRows(g, order, x);
              return Ops.restoreRows(g, order, moved.mul(moved));
            }));
  }
}
