package io.aimengine.benchmarks;

import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/// The same for many numbers, several at a time.
final class Parallel {
  private Parallel() {}

  /// @throws IllegalStateException with the first failure, after all have been tried
  static void each(int from, int to, int threads, IntConsumer action) {
    var failed = new AtomicReference<RuntimeException>();
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (var i = from; i < to; i++) {
        var number = i;
        pool.execute(() -> {
          try {
            action.accept(number);
          } catch (RuntimeException e) {
            failed.compareAndSet(null, e);
          }
        });
      }
    }
    if (failed.get() != null) {
      throw new IllegalStateException(failed.get());
    }
  }
}
