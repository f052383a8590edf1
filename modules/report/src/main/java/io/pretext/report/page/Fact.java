package io.pretext.report.page;

import java.util.List;

/**
 * A figure at the head of a page.
 *
 * @param beside what it is to be seen beside, a line each
 */
record Fact(String name, String value, List<String> beside) {}
