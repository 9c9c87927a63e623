package io.aimengine.catalog;

/// How a model remembers what it has read; decides the KV cache arithmetic
/// (`docs/memory-model.md`).
public sealed interface Attention {

  /// Every layer keeps every token.
  record Full() implements Attention {}

  /// `layers` layers keep only the last `window` tokens, the rest keep all.
  record Sliding(int window, int layers) implements Attention {}

  /// `layers` layers attend within chunks of `chunk` tokens (Llama 4), the rest keep all.
  record Chunked(int chunk, int layers) implements Attention {}

  /// Multi-head latent attention: `rank + ropeDim` values per token and layer, not split by tensor
  /// parallelism.
  record Latent(int rank, int ropeDim) implements Attention {}

  /// Only `fullLayers` layers keep tokens; the others hold `stateBytes` per sequence, whole model.
  record Hybrid(int fullLayers, long stateBytes) implements Attention {}
}
