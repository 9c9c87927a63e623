package io.aimengine.plan;

/// Device memory of one GPU, term by term. The formulas and their sources are in
/// `docs/memory-model.md`; every figure but the weights of a measured checkpoint is an estimate.
public final class MemoryModel {
  private MemoryModel() {}

  /// What a replica takes on its fullest GPU, and what is left for the KV cache.
  public static MemoryEstimate estimate(MemoryInputs in) {
    var weights = Weights.perGpu(in) / Overheads.GIB;
    var activations = Overheads.activations(in);
    var graphs = Overheads.graphs(in);
    var runtime = Overheads.runtime(in);
    var overheads = activations + graphs + runtime;
    var cache = new KvCache(in);
    var request = requestGib(in, cache);
    var kv = kvGib(in, weights, overheads, request);
    return new MemoryEstimate(
        in.deviceGib(),
        usableGib(in, weights, overheads, kv),
        weights,
        activations,
        graphs,
        runtime,
        kv,
        request,
        cache.bytesPerToken(),
        cache.tokens(kv * Overheads.GIB, in.settings().maxModelLen()));
  }

  /// One request of the full context; llama.cpp takes the cache of all its slots when it starts.
  private static double requestGib(MemoryInputs in, KvCache cache) {
    var one = cache.requestBytes(in.settings().maxModelLen()) / Overheads.GIB;
    return switch (in.engine().engine()) {
      case VLLM, SGLANG -> one;
      case LLAMACPP -> one * in.settings().maxNumSeqs();
    };
  }

  private static double kvGib(MemoryInputs in, double weights, double overheads, double request) {
    var settings = in.settings();
    if (settings.kvCacheBytes().isPresent()) {
      return settings.kvCacheBytes().getAsLong() / Overheads.GIB;
    }
    var budget = in.deviceGib() * settings.memoryFraction();
    return switch (in.engine().engine()) {
      case VLLM -> budget - weights - overheads;
      case SGLANG -> budget - weights;
      case LLAMACPP -> Math.min(request, budget - weights - overheads);
    };
  }

  /// vLLM's fraction covers everything, SGLang's only weights and KV cache; llama.cpp takes what it
  /// needs and no more.
  private static double usableGib(MemoryInputs in, double weights, double overheads, double kv) {
    var budget = in.deviceGib() * in.settings().memoryFraction();
    if (in.settings().kvCacheBytes().isPresent()) {
      return weights + overheads + kv;
    }
    return switch (in.engine().engine()) {
      case VLLM -> budget;
      case SGLANG -> budget + overheads;
      case LLAMACPP -> Math.min(budget, weights + overheads + Math.max(0, kv));
    };
  }
}
