package io.aimengine.store;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/// A failure that may pass by itself; never leaves [Retry].
final class Transient extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final StoreException failure;
  private final transient Optional<Duration> retryAfter;

  Transient(StoreException failure, Optional<Duration> retryAfter) {
    super(failure.getMessage());
    this.failure = failure;
    this.retryAfter = retryAfter;
  }

  Transient(StoreCode code, String message) {
    this(new StoreException(code, message, "check the network and try again"), Optional.empty());
  }

  StoreException failure() {
    return failure;
  }

  /// How long the server asked us to wait.
  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
