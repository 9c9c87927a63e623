package io.aimengine.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A lock that one thread of one process on this machine holds. The kernel drops it when the holder
/// dies. Lock files are never removed and never opened twice (closing any descriptor of a file
/// drops the process's lock), so who holds it stands in a second file beside it.
final class ArtifactLock implements AutoCloseable {
  private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();
  private static final Duration POLL = Duration.ofMillis(100);

  private final FileChannel channel;
  private final ReentrantLock local;
  private final Path holder;

  /// Who holds a lock, for the one who waits.
  record Holder(long pid, String since) {}

  private ArtifactLock(FileChannel channel, ReentrantLock local, Path holder) {
    this.channel = channel;
    this.local = local;
    this.holder = holder;
  }

  /// Waits as long as it takes; `waiting` is told once by whom it is held.
  static ArtifactLock acquire(Path folder, String key, Instant now, Consumer<String> waiting)
      throws IOException, InterruptedException {
    Durable.folder(folder);
    var file = folder.resolve(key + ".lock").toAbsolutePath();
    var holder = folder.resolve(key + ".holder.json");
    var local = IN_PROCESS.computeIfAbsent(file, _ -> new ReentrantLock());
    if (!local.tryLock()) {
      waiting.accept("another thread of this process");
      while (!local.tryLock(1, TimeUnit.HOURS)) {}
    }
    try {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock(channel, () -> waiting.accept(describe(holder)));
        Files.write(holder, Json.bytes(new Holder(ProcessHandle.current().pid(), now.toString())));
        return new ArtifactLock(channel, local, holder);
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
    waiting.run();
    while (channel.tryLock() == null) {
      Thread.sleep(POLL);
    }
  }

  private static String describe(Path holder) {
    try {
      var known = Json.read(holder, Holder.class);
      return "process " + known.pid() + " since " + known.since();
    } catch (IOException _) {
      return "another process";
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(holder);
      channel.close();
    } finally {
      local.unlock();
    }
  }
}
