package io.aimengine.store;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// One stored revision as the CLI shows it. Times are ISO 8601 in UTC, sizes are bytes and GiB.
@JsonNaming(SnakeCaseStrategy.class)
public record CachedModel(
    String modelId,
    String revision,
    String commitHash,
    String source,
    String cachePath,
    long size,
    double sizeGb,
    int files,
    String cachedAt,
    String lastUsed,
    long accessCount,
    boolean pinned,
    List<String> inUseBy) {
  public CachedModel {
    inUseBy = List.copyOf(inUseBy);
  }

  /// GiB with two decimals.
  static double gib(long bytes) {
    return Math.round(bytes * 100.0 / (1L << 30)) / 100.0;
  }
}
