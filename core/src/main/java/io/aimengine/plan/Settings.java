package io.aimengine.plan;

import java.util.Optional;
import java.util.OptionalLong;

/// The neutral view of an engine configuration, engine defaults filled in: what memory arithmetic
/// and rules need. Tokens and counts are per data-parallel rank. `expertShards` is the number of
/// GPUs of one pipeline stage over which expert layers are spread; `maxModelLen` is what one
/// request may take; `kvCacheBytes` is a fixed KV cache per GPU that replaces `memoryFraction`.
public record Settings(
    int tensorParallel,
    int pipelineParallel,
    int dataParallel,
    boolean expertParallel,
    int expertShards,
    Optional<String> quantization,
    Optional<String> kvCacheDtype,
    int maxModelLen,
    int maxNumSeqs,
    int maxBatchedTokens,
    boolean chunkedPrefill,
    double memoryFraction,
    OptionalLong kvCacheBytes,
    boolean graphs) {

  /// GPUs that one replica takes.
  public int gpus() {
    return tensorParallel * pipelineParallel * dataParallel;
  }
}
