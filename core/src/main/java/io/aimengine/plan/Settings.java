package io.aimengine.plan;

import java.util.Optional;

/// The neutral view of an engine configuration, engine defaults filled in: what memory arithmetic
/// and rules need. Tokens and counts are per data-parallel rank.
public record Settings(
    int tensorParallel,
    int pipelineParallel,
    int dataParallel,
    boolean expertParallel,
    Optional<String> quantization,
    Optional<String> kvCacheDtype,
    int maxModelLen,
    int maxNumSeqs,
    int maxBatchedTokens,
    double memoryFraction,
    boolean graphs) {

  /// GPUs that one replica takes.
  public int gpus() {
    return tensorParallel * pipelineParallel * dataParallel;
  }
}
