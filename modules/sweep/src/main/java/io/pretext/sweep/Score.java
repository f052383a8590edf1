package io.pretext.sweep;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;

/**
 * Tells Arbiter which scores are better; trials are scored elsewhere.
 *
 * @param minimize whether lower ones are
 */
record Score(boolean minimize) implements ScoreFunction {

  @Override
  @SuppressWarnings("deprecation")
  public double score(Object model, DataProvider data, Map<String, Object> parameters) {
    throw elsewhere();
  }

  @Override
  public double score(Object model, Class<? extends DataSource> data, Properties properties) {
    throw elsewhere();
  }

  private static UnsupportedOperationException elsewhere() {
    return new UnsupportedOperationException("trials are scored by their own runs");
  }

  @Override
  public List<Class<?>> getSupportedModelTypes() {
    return List.of(Object.class);
  }

  @Override
  public List<Class<?>> getSupportedDataTypes() {
    return List.of(Object.class);
  }
}
