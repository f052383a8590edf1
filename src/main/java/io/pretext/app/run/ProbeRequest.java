package io.pretext.app.run;

import io.pretext.evaluate.probe.ProbeMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a model is to be probed.
 *
 * @param method of the classifier
 * @param data labelled images; empty for those a run was trained on
 * @param limit train on the first so many images; empty for all
 * @param labels per cent of the labels of each class to use
 * @param seeds one trial each
 */
public record ProbeRequest(
    ProbeMethod method,
    Optional<String> data,
    Optional<Integer> limit,
    double labels,
    List<Long> seeds) {

  public ProbeRequest {
    if (!(labels > 0 && labels <= 100)) {
      throw new IllegalArgumentException(
          "labels must be above 0 and at most 100 per cent, was " + labels);
    }
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new IllegalArgumentException("seeds must be one or more, none twice, were " + seeds);
    }
    seeds = List.copyOf(seeds);
  }

  /** All labels, logistic regression, seed 0. */
  public static ProbeRequest on(String data) {
    return new ProbeRequest(
        ProbeMethod.LBFGS, Optional.of(data), Optional.empty(), 100, List.of(0L));
  }

  /** With another classifier. */
  public ProbeRequest with(ProbeMethod other) {
    return new ProbeRequest(other, data, limit, labels, seeds);
  }

  /** With {@code percent} per cent of the labels of each class, drawn by each of the seeds. */
  public ProbeRequest labels(double percent, long... drawn) {
    return new ProbeRequest(method, data, limit, percent, Arrays.stream(drawn).boxed().toList());
  }
}
