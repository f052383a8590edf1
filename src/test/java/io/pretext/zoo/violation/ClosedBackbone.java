package io.pretext.zoo.violation;

/** A backbone that nobody should name. */
public final class ClosedBackbone {}
