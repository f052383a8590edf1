package io.pretext.datasets;

/**
 * What a known set is, and where it comes from.
 *
 * @param name as it is named on the command line
 * @param images how many, by part
 * @param size width and height in pixels
 * @param classes how many
 * @param terms licence or terms of use, and whom to cite
 * @param address page that describes the set
 * @param files files that a folder of this kind is recognised by
 * @param source how to get it
 */
public record DatasetCard(
    String name,
    String images,
    String size,
    int classes,
    String terms,
    String address,
    String files,
    String source) {}
