package io.pretext.zoo.file;

import java.util.List;
import java.util.Map;

/**
 * What a reader found in a file.
 *
 * @param format as people call it
 * @param metadata notes of the writer
 */
record Contents(String format, Map<String, String> metadata, List<StoredTensor> tensors) {}
