package io.pretext.zoo.violation;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Breaks a rule: a network of Deeplearning4j is named outside of dl4j. */
record StackedBackbone(MultiLayerConfiguration configuration) {}
