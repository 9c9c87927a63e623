package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion.Platform;
import java.util.LinkedHashMap;
import java.util.Map;

/// Between throughput and latency: a throughput recipe with shorter steps, which running requests
/// wait for, and fewer sequences, which share each step. Both take less memory, so it fits as well.
final class Balanced {
  private static final int STEP = 8192;
  private static final int SEQUENCES = 128;

  private Balanced() {}

  static Candidate of(Generation generation, Candidate throughput) {
    if (generation.engine().platform() == Platform.CPU) {
      return throughput;
    }
    var settings = throughput.settings();
    var shortest = settings.chunkedPrefill() ? STEP : Math.max(STEP, settings.maxModelLen());
    var step = Integer.toString(Math.min(shortest, settings.maxBatchedTokens()));
    var sequences = Integer.toString(Math.min(SEQUENCES, settings.maxNumSeqs()));
    var capped =
        switch (generation.engine().engine()) {
          case VLLM -> Map.of("--max-num-seqs", sequences, "--max-num-batched-tokens", step);
          case SGLANG ->
              Map.of("--max-running-requests", sequences, "--chunked-prefill-size", step);
          case LLAMACPP -> Map.<String, String>of();
        };
    var args = new LinkedHashMap<>(throughput.args());
    args.replaceAll((flag, value) -> capped.getOrDefault(flag, value));
    var why = throughput.rationale() + "; sequences and steps capped for a balance with latency";
    return RecipeGenerator.candidate(generation, args, throughput.env(), why);
  }
}
