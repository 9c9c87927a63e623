package io.aimengine.store;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// The cache in figures. `totalSize` counts shared bytes once; `unfinishedSize` is what broken
/// downloads have brought so far and will be used by the next try; `freeSize` is the disk's.
@JsonNaming(SnakeCaseStrategy.class)
public record CacheStats(
    int totalModels,
    long totalSize,
    double totalSizeGb,
    String cacheDir,
    long unfinishedSize,
    long freeSize,
    List<CachedModel> models) {
  public CacheStats {
    models = List.copyOf(models);
  }
}
