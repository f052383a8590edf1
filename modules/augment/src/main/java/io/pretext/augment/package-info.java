/**
 * From pixels to views: recipes, the transforms they are made of, and the loader that runs them.
 *
 * <p>Everything random about a view is one {@link io.pretext.augment.ViewDraw}, drawn from (seed,
 * epoch, index, view). Two paths make pixels of it: {@link io.pretext.augment.FusedViews} in plain
 * Java for small images, {@link io.pretext.augment.MatViews} on DataVec's transforms for large
 * ones.
 */
package io.pretext.augment;
