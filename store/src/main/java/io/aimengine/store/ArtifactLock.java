package io.aimengine.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A lock that one thread of one process holds: by the kernel's lock, which is dropped when the
/// holder dies, and by a [Lease] for machines that share the folder. Lock files are never removed
/// and never opened twice (closing any descriptor of a file drops the process's lock), so the lease
/// is a second file beside it.
final class ArtifactLock implements AutoCloseable {
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();
  private static final Duration POLL = Duration.ofMillis(100);

  private final FileChannel channel;
  private final ReentrantLock local;
  private final Lease lease;

  private ArtifactLock(FileChannel channel, ReentrantLock local, Lease lease) {
    this.channel = channel;
    this.local = local;
    this.lease = lease;
  }

  /// Waits as long as it takes; `waiting` is told once by whom it is held.
  static ArtifactLock acquire(Path folder, String key, Instant now, Consumer<String> waiting)
      throws IOException, InterruptedException {
    Durable.folder(folder);
    var file = folder.resolve(key + ".lock").toAbsolutePath();
    var leaseFile = folder.resolve(key + ".lease.json");
    var local = IN_PROCESS.computeIfAbsent(file, _ -> new ReentrantLock());
    if (!local.tryLock()) {
      waiting.accept("another thread of this process");
      while (!local.tryLock(1, TimeUnit.HOURS)) {}
    }
    try {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock(channel, () -> waiting.accept(Lease.describe(leaseFile)));
        var lease = Lease.acquire(leaseFile, Lease.Times.USUAL, Lease.machine(), now, waiting);
        return new ArtifactLock(channel, local, lease);
      } catch (IOException | InterruptedException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      local.unlock();
      throw e;
    }
  }

  private static void lock(FileChannel channel, Runnable waiting)
      throws IOException, InterruptedException {
    if (channel.tryLock() != null) {
      return;
    }
    // who has just got it has told its name by then
    Thread.sleep(POLL);
    for (var told = false; channel.tryLock() == null; told = true) {
      if (!told) {
        waiting.run();
      }
      Thread.sleep(POLL);
    }
  }

  /// Throws when another machine has taken over.
  void check() throws IOException {
    lease.check();
  }

  @Override
  public void close() throws IOException {
    try {
      lease.close();
    } finally {
      try {
        channel.close();
      } finally {
        local.unlock();
      }
    }
  }
}
