/**
 * The training loop and what it leaves behind: optimizers, schedules, checkpoints, metrics.
 *
 * <p>Nothing here knows a method or an engine: a compiled {@link io.pretext.engine.Step} goes in.
 */
package io.pretext.train;
