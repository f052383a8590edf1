package io.pretext.app.run;

import io.pretext.app.config.EngineConfig;
import io.pretext.app.config.ViewSettings;
import io.pretext.datasets.Dataset;
import io.pretext.graph.Batch;
import io.pretext.train.OptimizerConfig;
import io.pretext.train.ScheduleConfig;
import java.util.Iterator;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * How a training goes through its images, whatever it learns from them.
 *
 * @param images trained on
 * @param views what an epoch makes of them
 * @param seed of the views
 * @param stepsPerEpoch batches in an epoch
 * @param epochs the batches of an epoch, counted from 0, the same each time
 * @param optimizer how parameters follow their gradients
 * @param schedule how long, and how the rate moves
 * @param engine what computes
 * @param examined whether what was learned is examined after an epoch that is not the last
 */
record Course(
    Dataset images,
    ViewSettings views,
    long seed,
    int stepsPerEpoch,
    IntFunction<Iterator<Batch>> epochs,
    OptimizerConfig optimizer,
    ScheduleConfig schedule,
    EngineConfig engine,
    IntPredicate examined) {}
