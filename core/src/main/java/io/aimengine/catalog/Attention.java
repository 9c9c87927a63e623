package io.aimengine.catalog;

/// How a group of layers remembers what it has read; a model has one group or several. Decides the
/// KV cache arithmetic (`docs/memory-model.md`).
public sealed interface Attention {
  /// Layers of the group.
  int layers();

  /// What one token leaves in one layer: a key and a value of these sizes for each KV head.
  record Heads(int kv, int keyDim, int valueDim) {
    /// Values per token and layer, over all heads.
    public int values() {
      return kv * (keyDim + valueDim);
    }
  }

  /// Keeps every token (MHA, GQA, MQA).
  record Full(int layers, Heads heads) implements Attention {}

  /// Keeps the last `window` tokens.
  record Sliding(int layers, Heads heads, int window) implements Attention {}

  /// Attends within chunks of `chunk` tokens (Llama 4) and keeps the present one.
  record Chunked(int layers, Heads heads, int chunk) implements Attention {}

  /// Multi-head latent attention: `rank + ropeDim` values per token and layer, which tensor
  /// parallelism does not split. `indexDim` is the key width of a sparse attention index, 0 if
  /// none.
  record Latent(int layers, int rank, int ropeDim, int indexDim) implements Attention {}

  /// Mamba, gated delta net and the like: `stateBytes` per sequence and layer, whatever its length.
  record Linear(int layers, long stateBytes) implements Attention {}

  /// Keeps nothing of its own: shares another layer's cache, has no attention, or is an encoder's.
  record None(int layers) implements Attention {}
}
