package io.aimengine.gateway.usage;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Flushes a journal every so often on a thread of its own, so that the data path never waits for a
/// disk; a crash loses at most one interval. A disk that fails is told of and tried again.
public final class UsageKeeper implements AutoCloseable {
  private final UsageJournal journal;
  private final Duration interval;
  private final Clock clock;
  private final Consumer<UncheckedIOException> trouble;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  public UsageKeeper(
      UsageJournal journal,
      Duration interval,
      Clock clock,
      Consumer<UncheckedIOException> trouble) {
    this.journal = journal;
    this.interval = interval;
    this.clock = clock;
    this.trouble = trouble;
    this.thread = Thread.ofVirtual().name("usage").start(this::run);
  }

  private void run() {
    try {
      while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
    journal.close();
  }

  private void flush() {
    try {
      journal.flush(LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC));
    } catch (UncheckedIOException e) {
      trouble.accept(e);
    }
  }

  /// Writes what is left.
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
