package io.aimengine.store;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// What reading every stored byte again has shown.
@JsonNaming(SnakeCaseStrategy.class)
public record Validation(int models, int files, long bytes, List<Damage> damaged) {
  public Validation {
    damaged = List.copyOf(damaged);
  }

  public boolean isSound() {
    return damaged.isEmpty();
  }

  /// How a file differs from what was stored.
  public enum Kind {
    MISSING,
    WRONG_SIZE,
    WRONG_BYTES
  }

  /// One file that is not what was stored; `actual` is a size or a hash as `expected` is.
  @JsonNaming(SnakeCaseStrategy.class)
  public record Damage(
      String modelId, String revision, String path, Kind kind, String expected, String actual) {}
}
