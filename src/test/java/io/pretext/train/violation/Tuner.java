package io.pretext.train.violation;

import org.datavec.image.data.Image;
import org.deeplearning4j.arbiter.optimize.api.Candidate;

/** Breaks two rules: training sees DataVec, and Arbiter is named outside of sweep. */
record Tuner(Candidate<?> candidate, Image image) {}
