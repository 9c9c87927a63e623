package io.aimengine.gateway.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A key and what it allows; `hash` is the SHA-256 of its token in hex, the token itself is kept
/// nowhere. `models` empty means all of them. `replaced` are hashes that still work for a while
/// after a rotation.
public record ApiKey(
    String id,
    String name,
    String hash,
    Set<String> models,
    Allowance allowance,
    Instant created,
    Optional<Instant> expires,
    Optional<Instant> revoked,
    List<Replaced> replaced) {
  public ApiKey {
    models = Set.copyOf(models);
    replaced = List.copyOf(replaced);
  }

  /// An earlier hash of a key that was rotated, good until then.
  public record Replaced(String hash, Instant until) {}

  public boolean allows(String model) {
    return models.isEmpty() || models.contains(model);
  }

  boolean isGood(Instant now) {
    return revoked.isEmpty() && expires.map(now::isBefore).orElse(true);
  }
}
