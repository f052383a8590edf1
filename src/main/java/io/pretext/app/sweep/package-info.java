/** Sweeps over our own commands: every trial is a process that trains in a run directory. */
package io.pretext.app.sweep;
