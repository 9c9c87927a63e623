package io.aimengine.local.lease;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// One owner at a time over all processes and threads. The kernel frees it when its owner dies.
final class FileMutex {
  private static final ConcurrentHashMap<Path, ReentrantLock> IN_PROCESS =
      new ConcurrentHashMap<>();
  private static final long PAUSE_MILLIS = 3;

  private final Path path;
  private final Duration patience;

  FileMutex(Path path, Duration patience) {
    this.path = path.toAbsolutePath().normalize();
    this.patience = patience;
  }

  /// Work done while the lock is held.
  interface Work<T> {
    T run() throws IOException;
  }

  <T> T hold(Work<T> work) throws IOException {
    var deadline = System.nanoTime() + patience.toNanos();
    // A file lock belongs to the whole process, so threads need one of their own.
    var threads = IN_PROCESS.computeIfAbsent(path, _ -> new ReentrantLock());
    try {
      if (!threads.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
    try (var channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      awaitLock(channel, deadline);
      return work.run();
    } finally {
      threads.unlock();
    }
  }

  /// Closing the channel unlocks it.
  private void awaitLock(FileChannel channel, long deadline) throws IOException {
    while (channel.tryLock() == null) {
      if (System.nanoTime() > deadline) {
        throw busy();
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw busy();
      }
    }
  }

  private IOException busy() {
    return new IOException(path + " is locked by another process for more than " + patience);
  }
}
