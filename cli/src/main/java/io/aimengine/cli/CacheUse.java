package io.aimengine.cli;

import io.aimengine.store.CachedModel;
import java.util.List;

/// Which endpoints of this machine run from the cache.
final class CacheUse {
  private final List<Served> served;

  private record Served(String endpoint, List<String> files) {}

  private CacheUse(List<Served> served) {
    this.served = List.copyOf(served);
  }

  static CacheUse of(App app) {
    return new CacheUse(
        app.runtime().list().stream()
            .filter(status -> status.isKept())
            .map(status -> new Served(status.name(), status.spec().files()))
            .toList());
  }

  /// The name of an endpoint that runs the model, or "".
  String endpoint(CachedModel model) {
    return served.stream()
        .filter(s -> s.files().stream().anyMatch(f -> f.startsWith(model.cachePath())))
        .map(Served::endpoint)
        .findFirst()
        .orElse("");
  }
}
