package org.deeplearning4j.arbiter;

/** Stands in for Arbiter, which is not among our dependencies yet. */
public interface Candidate {}
