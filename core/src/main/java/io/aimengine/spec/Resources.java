package io.aimengine.spec;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// CPU, memory and other amounts of one replica. GPUs are a wish of the plan, not here. `requests`
/// and `limits` hold what has another name (`ephemeral-storage`).
public record Resources(
    Optional<Quantity> cpu,
    Optional<Quantity> memory,
    Optional<Quantity> cpuLimit,
    Optional<Quantity> memoryLimit,
    Map<String, Quantity> requests,
    Map<String, Quantity> limits) {
  public Resources {
    requests = Collections.unmodifiableMap(new TreeMap<>(requests));
    limits = Collections.unmodifiableMap(new TreeMap<>(limits));
  }

  public static Resources none() {
    return new Resources(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Map.of());
  }
}
