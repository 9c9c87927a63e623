package io.aimengine.gateway;

import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Routes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Where routes come from: this machine's endpoints, a file, a cluster.
public interface RouteSource extends AutoCloseable {
  /// Begins to watch; each change is told as a whole new picture, the first before this returns. A
  /// source that cannot see for a while says nothing, and what it said last stays true.
  void watch(Consumer<Routes> changed);

  /// A request waits for this endpoint, which has no replica; told often, must not block.
  default void wake(Endpoint endpoint) {}

  /// How long starts took, by the endpoint's id, where that is known; as of what was told last.
  default Map<String, Duration> starts() {
    return Map.of();
  }

  /// The API key that this replica's engine wants of whoever asks it.
  default Optional<String> key(String replica) {
    return Optional.empty();
  }

  /// What engines of this kind call `running`, `waiting` and `kv_use` on their metrics pages;
  /// vLLM's names need not be told.
  default Map<String, String> metricNames(String engine) {
    return Map.of();
  }

  @Override
  void close();
}
