/**
 * Probes: what a classifier learns from features that stay as they are. A {@link
 * io.pretext.evaluate.probe.Probe} trains several settings at once and never sees the labels of
 * what it is asked about; {@link io.pretext.evaluate.probe.Choice} picks one setting on a part of
 * the training set, and {@link io.pretext.evaluate.probe.Trials} asks the winner about the test
 * set.
 */
package io.pretext.evaluate.probe;
