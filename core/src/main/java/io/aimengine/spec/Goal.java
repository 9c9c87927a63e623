package io.aimengine.spec;

import java.util.Locale;
import java.util.Optional;

/// What an endpoint is tuned for. The default is `THROUGHPUT`, counted per GPU.
public enum Goal {
  LATENCY,
  THROUGHPUT,
  COST;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Goal> parse(String text) {
    for (var goal : values()) {
      if (goal.id().equalsIgnoreCase(text.strip())) {
        return Optional.of(goal);
      }
    }
    return Optional.empty();
  }
}
