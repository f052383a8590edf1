package io.pretext.report.page;

/** A line of a table. */
record Row(String name, String value) {}
