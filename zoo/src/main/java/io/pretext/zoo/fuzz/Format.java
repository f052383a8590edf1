package io.pretext.zoo.fuzz;

/** The containers that are fuzzed. */
public enum Format {
  ZIP,
  LEGACY,
  SAFETENSORS,
  NPZ
}
