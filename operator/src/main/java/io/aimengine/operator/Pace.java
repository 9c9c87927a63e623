package io.aimengine.operator;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// At most one look at an endpoint in so much time: the first event is answered at once, those that
/// follow it (a workload's, its pods') are answered together.
final class Pace implements RateLimiter<Pace.Last> {
  private final Duration between;
  private final LongSupplier nanos;

  /// When an endpoint was looked at last.
  static final class Last implements RateLimitState {
    private long at;
    private boolean ever;
  }

  Pace(Duration between, LongSupplier nanos) {
    this.between = between;
    this.nanos = nanos;
  }

  @Override
  public Optional<Duration> isLimited(RateLimitState state) {
    var last = (Last) state;
    var now = nanos.getAsLong();
    var left = last.ever ? between.minusNanos(now - last.at) : Duration.ZERO;
    if (left.isPositive()) {
      return Optional.of(left);
    }
    last.at = now;
    last.ever = true;
    return Optional.empty();
  }

  @Override
  public Last initState() {
    return new Last();
  }
}
