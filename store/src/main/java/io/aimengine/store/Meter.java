package io.aimengine.store;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Counts the bytes of one fetch and tells the listener at most five times a second. The rate is an
/// exponential mean over about three seconds of bytes that really moved.
final class Meter implements SourceContext {
  private static final long TELL_NANOS = 200_000_000L;
  private static final double MEMORY_SECONDS = 3;

  private final String id;
  private final String uri;
  private final ProgressListener listener;
  private final LongSupplier nanos;
  private long total = -1;
  private long here;
  private long resumed;
  private long sinceTold;
  private long toldAt;
  private double rate;

  Meter(String id, String uri, ProgressListener listener, LongSupplier nanos) {
    this.id = id;
    this.uri = uri;
    this.listener = listener;
    this.nanos = nanos;
    this.toldAt = nanos.getAsLong();
  }

  synchronized void total(long bytes) {
    total = bytes;
  }

  @Override
  public synchronized void moved(String file, long bytes) {
    here += bytes;
    sinceTold += bytes;
    var elapsed = nanos.getAsLong() - toldAt;
    if (elapsed >= TELL_NANOS) {
      tell(file, elapsed / 1e9);
    }
  }

  @Override
  public synchronized void resumed(long bytes) {
    here += bytes;
    resumed += bytes;
  }

  @Override
  public void retrying(String reason, int attempt, Duration pause) {
    listener.onEvent(new StoreEvent.Retrying(id, uri, reason, attempt, pause));
  }

  /// The last word: everything is here.
  synchronized void finish() {
    tell("", Math.max(1e-9, (nanos.getAsLong() - toldAt) / 1e9));
  }

  private void tell(String file, double seconds) {
    var now = Math.max(0, sinceTold / seconds);
    var weight = rate == 0 ? 1 : 1 - Math.exp(-seconds / MEMORY_SECONDS);
    rate += weight * (now - rate);
    sinceTold = 0;
    toldAt = nanos.getAsLong();
    listener.onEvent(
        new StoreEvent.Progress(id, uri, file, Math.max(0, here), total, resumed, rate, eta()));
  }

  private Optional<Duration> eta() {
    if (total < 0 || rate < 1) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis(Math.round(Math.max(0, total - here) * 1000 / rate)));
  }
}
