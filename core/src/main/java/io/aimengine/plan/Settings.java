package io.aimengine.plan;

import io.aimengine.catalog.Measurement;
import io.aimengine.catalog.Model;
import java.util.List;
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
    boolean graphs,
    Extras extras) {

  /// What few configurations set. `contextParallel` ranks share the tokens of a request; `batches`
  /// steps are in flight at once; without `hybridCache` bounded layers keep every token;
  /// `wholeEncoder`: every rank holds the whole image encoder; `offloadGib` of weights stay in the
  /// host's memory; `localRatio` and `stateRatio` are how SGLang divides its pools; `unknownFlags`
  /// says which flags this engine version does not have.
  public record Extras(
      int contextParallel,
      int batches,
      boolean hybridCache,
      boolean prefixCaching,
      boolean wholeEncoder,
      boolean aiterWorkspace,
      double offloadGib,
      double localRatio,
      double stateRatio,
      Optional<Lora> lora,
      Optional<Draft> draft,
      Optional<Measurement> measured,
      List<String> unknownFlags) {
    public Extras {
      unknownFlags = List.copyOf(unknownFlags);
    }

    /// Nothing of it set.
    public static final Extras NONE =
        new Extras(
            1,
            1,
            true,
            true,
            false,
            false,
            0,
            0.8,
            0.9,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());

    Extras with(Optional<Draft> drafting, Optional<Measurement> measurement) {
      return copy(drafting, measurement, unknownFlags);
    }

    Extras unknown(List<String> flags) {
      return copy(draft, measured, flags);
    }

    private Extras copy(
        Optional<Draft> drafting, Optional<Measurement> measurement, List<String> unknown) {
      return new Extras(
          contextParallel,
          batches,
          hybridCache,
          prefixCaching,
          wholeEncoder,
          aiterWorkspace,
          offloadGib,
          localRatio,
          stateRatio,
          lora,
          drafting,
          measurement,
          unknown);
    }
  }

  /// Adapters that stay in memory at once, of this rank.
  public record Lora(int count, int rank) {}

  /// Speculative decoding: the engine's word for the method, the draft model ("" if it has none of
  /// its own) and what the catalog knows of it.
  public record Draft(String method, String model, int tokens, Optional<Model> known) {}

  /// GPUs that one replica takes.
  public int gpus() {
    return tensorParallel * pipelineParallel * dataParallel;
  }

  Settings with(Extras other) {
    return copy(maxModelLen, maxNumSeqs, other);
  }

  /// The same for requests of another length and number.
  Settings serving(int context, int sequences) {
    return copy(context, sequences, extras);
  }

  private Settings copy(int context, int sequences, Extras other) {
    return new Settings(
        tensorParallel,
        pipelineParallel,
        dataParallel,
        expertParallel,
        expertShards,
        quantization,
        kvCacheDtype,
        context,
        sequences,
        maxBatchedTokens,
        chunkedPrefill,
        memoryFraction,
        kvCacheBytes,
        graphs,
        other);
  }
}
