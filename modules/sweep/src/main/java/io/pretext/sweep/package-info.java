/**
 * Searching settings: ranges to candidates, trials that are judged as they go, and a journal that a
 * killed sweep resumes from. What a trial is and how it is trained is the caller's ({@link
 * io.pretext.sweep.TrialRunner}).
 */
package io.pretext.sweep;
