/**
 * What training a classifier takes beside a backbone and a loop: objectives, mixing of images and
 * targets, distillation, learning rates by depth. Targets are data, so that label smoothing and
 * mixing are no part of the graph.
 */
package io.pretext.evaluate.supervised;
