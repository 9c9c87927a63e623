package io.aimengine.store;

import java.time.Duration;
import java.util.Optional;

/// What happens while an artifact is fetched, as data for a progress bar or a log.
public sealed interface StoreEvent {
  String id();

  /// Somebody else fetches the same artifact; we wait and share.
  record Waiting(String id, String holder) implements StoreEvent {}

  /// A source is asked what it has.
  record Resolving(String id, String uri) implements StoreEvent {}

  /// Bytes move. `total` is -1 while unknown; `resumed` bytes were there before we began and count
  /// in `bytes`, not in the rate; `eta` is empty until a rate is known.
  record Progress(
      String id,
      String uri,
      String file,
      long bytes,
      long total,
      long resumed,
      double bytesPerSecond,
      Optional<Duration> eta)
      implements StoreEvent {}

  /// A transfer broke and goes on after `pause`.
  record Retrying(String id, String uri, String reason, int attempt, Duration pause)
      implements StoreEvent {}

  /// This source did not work; the next one is tried.
  record SourceFailed(String id, String uri, StoreCode code, String message)
      implements StoreEvent {}

  /// The artifact is whole and verified.
  record Stored(String id, StoredArtifact artifact) implements StoreEvent {}
}
