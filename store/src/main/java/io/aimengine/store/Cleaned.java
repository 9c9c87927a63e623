package io.aimengine.store;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// What a cleanup took, or would take. `freed` counts bytes that no kept model shares, `leftovers`
/// those of broken downloads among them; `lacking` bytes are what a size or free-space goal still
/// misses, and `surplus` models are too many, since the rest is `kept`.
@JsonNaming(SnakeCaseStrategy.class)
public record Cleaned(
    boolean dryRun,
    long freed,
    long leftovers,
    long lacking,
    int surplus,
    List<Taken> removed,
    List<Kept> kept) {
  public Cleaned {
    removed = List.copyOf(removed);
    kept = List.copyOf(kept);
  }

  /// Whether it is as was asked for.
  public boolean reached() {
    return lacking == 0 && surplus == 0;
  }

  /// One removed revision, and why.
  @JsonNaming(SnakeCaseStrategy.class)
  public record Taken(String modelId, String revision, long size, String lastUsed, String reason) {}

  /// One revision that had to stay although it was its turn.
  @JsonNaming(SnakeCaseStrategy.class)
  public record Kept(String modelId, String revision, long size, String reason) {}
}
