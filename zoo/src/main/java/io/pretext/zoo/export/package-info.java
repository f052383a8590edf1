/** Models in the formats of other tools: what PyTorch, ONNX Runtime, SameDiff and others load. */
package io.pretext.zoo.export;
