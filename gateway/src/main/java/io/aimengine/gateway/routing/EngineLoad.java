package io.aimengine.gateway.routing;

import java.util.Set;

/// What a replica's engine last told of itself: requests that run and wait, the used share of its
/// KV cache (0 to 1), and the LoRA adapters that it has loaded.
public record EngineLoad(double running, double waiting, double kvUse, Set<String> adapters) {
  public static final EngineLoad UNKNOWN = new EngineLoad(0, 0, 0, Set.of());

  public EngineLoad {
    running = Math.max(0, running);
    waiting = Math.max(0, waiting);
    kvUse = Math.clamp(kvUse, 0, 1);
    adapters = Set.copyOf(adapters);
  }
}
