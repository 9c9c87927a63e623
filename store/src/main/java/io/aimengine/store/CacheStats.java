package io.aimengine.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// The cache in figures. `totalSize` counts shared bytes once; `unfinishedSize` is what broken
/// downloads have brought so far and will be used by the next try; `freeSize` is the disk's. Hits
/// and misses are those of all requests since the cache was made.
@JsonNaming(SnakeCaseStrategy.class)
public record CacheStats(
    int totalModels,
    long totalSize,
    double totalSizeGb,
    String cacheDir,
    long unfinishedSize,
    long freeSize,
    long cacheHits,
    long cacheMisses,
    List<CachedModel> models) {
  public CacheStats {
    models = List.copyOf(models);
  }

  /// The share of requests that were answered from the disk, 0 before the first.
  @JsonProperty
  public double cacheHitRate() {
    var all = cacheHits + cacheMisses;
    return all == 0 ? 0 : Math.round(cacheHits * 1000.0 / all) / 1000.0;
  }
}
