package io.aimengine.store;

import java.time.Duration;
import java.util.function.LongSupplier;

/// At most so many bytes a second, over all connections of this process together.
final class Bandwidth {
  private final long bytesPerSecond;
  private final LongSupplier nanos;
  private final Pause pause;
  private boolean begun;
  private long free;

  /// 0 bytes a second means no limit.
  Bandwidth(long bytesPerSecond, LongSupplier nanos, Pause pause) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanos = nanos;
    this.pause = pause;
  }

  /// Waits until the bytes that just came are paid for.
  void spent(int bytes) throws InterruptedException {
    if (bytesPerSecond <= 0) {
      return;
    }
    var wait = reserve(bytes);
    if (wait > 0) {
      pause.sleep(Duration.ofNanos(wait));
    }
  }

  /// Nanoseconds to wait. Time in which nobody asked is lost, not saved up.
  private synchronized long reserve(int bytes) {
    var now = nanos.getAsLong();
    free = (begun ? Math.max(free - now, 0) : 0) + now + bytes * 1_000_000_000L / bytesPerSecond;
    begun = true;
    return free - now;
  }
}
