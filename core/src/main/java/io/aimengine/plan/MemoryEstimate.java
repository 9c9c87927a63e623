package io.aimengine.plan;

/// Device memory of one GPU in GiB, each term visible (`docs/memory-model.md`). `usableGib` is what
/// the engine may take; `kvCacheGib` what is left for KV after the other terms; `freeGib` what the
/// engine leaves alone. `concurrentTokens` fit into the KV cache of the whole replica;
/// `requestKvGib` is what one request of the full context needs.
public record MemoryEstimate(
    double perGpuGib,
    double usableGib,
    double weightsGib,
    double activationsGib,
    double graphsGib,
    double runtimeGib,
    double kvCacheGib,
    double requestKvGib,
    double kvBytesPerToken,
    long concurrentTokens) {

  public double freeGib() {
    return perGpuGib - usableGib;
  }

  /// Whether weights, overheads and one request of the full context fit.
  public boolean fits() {
    return kvCacheGib > 0 && requestKvGib <= kvCacheGib;
  }
}
