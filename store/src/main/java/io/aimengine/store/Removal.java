package io.aimengine.store;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// What a removal took away; `freed` is less than the model's size where other models share bytes.
@JsonNaming(SnakeCaseStrategy.class)
public record Removal(String modelId, List<String> revisions, long freed) {
  public Removal {
    revisions = List.copyOf(revisions);
  }
}
