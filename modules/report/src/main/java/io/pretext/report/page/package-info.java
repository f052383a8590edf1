/**
 * Pages that need nothing but a browser: one HTML file per run and per sweep, with its charts'
 * data, its pictures and the program that draws. No page asks the network for anything, and its
 * content security policy refuses whatever would.
 */
package io.pretext.report.page;
