package io.pretext.report.page;

import io.pretext.report.page.SweepRecord.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.tribuo.Example;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.Regressor;

/**
 * The settings of a trial as a forest takes them: a number as its place in its range, from 0 to 1,
 * on the scale that it is drawn on; a choice as a yes of its own.
 *
 * @param names of the features of each range
 * @param values of the same
 */
record Columns(List<String> names, List<Double> values) {

  static Columns of(List<Range> ranges, Map<String, Object> settings) {
    var names = new ArrayList<String>();
    var values = new ArrayList<Double>();
    for (Range range : ranges) {
      Object value = settings.get(range.path());
      if (value instanceof Number number && !range.isChoice()) {
        names.add(range.path());
        values.add(place(range, number.doubleValue()));
      } else {
        names.add(range.path() + "=" + Settings.text(value));
        values.add(1.0);
      }
    }
    return new Columns(names, values);
  }

  private static double place(Range range, double value) {
    double low = ((Number) range.bounds().get(0)).doubleValue();
    double high = ((Number) range.bounds().get(1)).doubleValue();
    boolean log = range.kind().equals("log") && value > 0;
    return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  }

  /** These with one column of another trial. */
  Columns with(int column, Columns other) {
    var newNames = new ArrayList<>(names);
    var newValues = new ArrayList<>(values);
    newNames.set(column, other.names.get(column));
    newValues.set(column, other.values.get(column));
    return new Columns(newNames, newValues);
  }

  /** With one feature that all have: a forest refuses an example it knows nothing of. */
  Example<Regressor> example(double objective) {
    return new ArrayExample<>(
        new Regressor("objective", objective),
        Stream.concat(names.stream(), Stream.of("any")).toArray(String[]::new),
        DoubleStream.concat(values.stream().mapToDouble(Double::doubleValue), DoubleStream.of(1))
            .toArray());
  }
}
