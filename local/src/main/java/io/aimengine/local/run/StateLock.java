package io.aimengine.local.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// A file that one holder at a time has, among all processes of the user; the kernel gives it back
/// when the holder dies, however it dies.
public final class StateLock implements AutoCloseable {
  // a file lock belongs to the whole JVM, so its own threads need a turnstile before it
  private static final Map<Path, Semaphore> TURNSTILES = new ConcurrentHashMap<>();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Semaphore turnstile;
  private final FileChannel channel;
  private final FileLock lock;

  private StateLock(Semaphore turnstile, FileChannel channel, FileLock lock) {
    this.turnstile = turnstile;
    this.channel = channel;
    this.lock = lock;
  }

  /// Waits for its turn, but not for ever.
  public static StateLock take(Path file) {
    var deadline = Deadline.in(PATIENCE);
    while (true) {
      var lock = tryTake(file);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (deadline.isPast()) {
        throw new IllegalStateException(
            "another aim-engine command has held " + file + " for " + PATIENCE.toSeconds() + " s");
      }
      Deadline.pause(PAUSE);
    }
  }

  public static Optional<StateLock> tryTake(Path file) {
    var path = file.toAbsolutePath().normalize();
    var turnstile = TURNSTILES.computeIfAbsent(path, any -> new Semaphore(1));
    if (!turnstile.tryAcquire()) {
      return Optional.empty();
    }
    try {
      var lock = lock(path, turnstile);
      if (lock.isEmpty()) {
        turnstile.release();
      }
      return lock;
    } catch (IOException e) {
      turnstile.release();
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<StateLock> lock(Path path, Semaphore turnstile) throws IOException {
    var channel = FileChannel.open(StateFiles.create(path), StandardOpenOption.WRITE);
    var lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new StateLock(turnstile, channel, lock));
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      turnstile.release();
    }
  }
}
