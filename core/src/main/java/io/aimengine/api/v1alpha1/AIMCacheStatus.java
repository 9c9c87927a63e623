package io.aimengine.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the volume holds; nothing here is made up.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AIMCacheStatus(
    @Nullable Long observedGeneration,
    @Nullable String phase,
    @Nullable List<Condition> conditions,
    @Nullable Storage storage,
    @Nullable List<CachedModel> cachedModels,
    @Nullable Usage usage) {

  /// The claim as the cluster reports it, and what a pod that worked there saw on the volume:
  /// `usedSize` of models and broken downloads, `availableSize` that can still be written, and the
  /// used share of both, at `measuredAt`.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Storage(
      @Nullable String totalSize,
      @Nullable String usedSize,
      @Nullable String availableSize,
      @Nullable Integer usagePercentage,
      @Nullable String measuredAt,
      @Nullable String pvcName,
      @Nullable String pvcPhase) {}

  /// A model that shall be on the volume: Waiting, Downloading, Cached or Failed, or Expired when a
  /// clean-up took it. `size` is what its download has counted, last use and uses are what the
  /// volume's pods have; `reason` and `message` say what is in its way.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CachedModel(
      @Nullable String id,
      @Nullable String size,
      @Nullable String cachedAt,
      @Nullable String lastAccessed,
      @Nullable Integer accessCount,
      @Nullable String status,
      @Nullable String reason,
      @Nullable String message) {}

  /// Models and clean-ups.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Usage(
      @Nullable Integer totalModels,
      @Nullable Integer activeModels,
      @Nullable String lastCleanup,
      @Nullable String nextCleanup) {}
}
