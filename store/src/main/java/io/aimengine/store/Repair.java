package io.aimengine.store;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/// How the repair of one damaged revision ended; `message` says why it failed, "" when it worked.
@JsonNaming(SnakeCaseStrategy.class)
public record Repair(String modelId, String revision, boolean repaired, String message) {}
