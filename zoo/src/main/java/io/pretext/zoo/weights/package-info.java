/**
 * Published checkpoints in, models out: whose checkpoint it is, which network, what fits.
 *
 * <p>A file goes through {@code Wrapping} (dictionaries and wrappers around the weights), {@code
 * Sources} (whose it is: what to keep, what to drop), {@code Renaming} (names to those of our
 * networks) and {@code Fit} (which network, and what is missing or left over). Nothing here needs
 * values until a file is written, so everything is decided from names and shapes.
 */
package io.pretext.zoo.weights;
