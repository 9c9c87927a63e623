package io.aimengine.store;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Tries again what may pass by itself: after what the server asks, else after a pause that
/// doubles. Only tries in a row that brought nothing count against the limit.
final class Retry {
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

  private final Limits limits;
  private final Pause pause;

  /// One try.
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws Transient, IOException, InterruptedException;
  }

  Retry(Limits limits, Pause pause) {
    this.limits = limits;
    this.pause = pause;
  }

  <T> T run(SourceContext context, LongSupplier progress, Attempt<T> attempt)
      throws IOException, InterruptedException {
    for (int failed = 0; ; ) {
      var before = progress.getAsLong();
      try {
        return attempt.run();
      } catch (Transient e) {
        failed = progress.getAsLong() > before ? 1 : failed + 1;
        if (failed >= limits.attempts()) {
          throw e.failure();
        }
        var wait = e.retryAfter().orElse(backoff(failed));
        if (wait.compareTo(limits.longestWait()) > 0) {
          throw tooLong(e, wait);
        }
        context.retrying(e.failure().getMessage(), failed, wait);
        pause.sleep(wait);
      }
    }
  }

  private Duration backoff(int failed) {
    var wait = limits.backoff().multipliedBy(1L << Math.min(20, failed - 1));
    return wait.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : wait;
  }

  private static StoreException tooLong(Transient e, Duration wait) {
    return new StoreException(
        e.failure().code(),
        "%s; it asks to wait %d s".formatted(e.failure().getMessage(), wait.toSeconds()),
        "try again later, what is here already is kept");
  }
}
