package io.aimengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Hashes a file while it grows, from its start as far as it is whole. Bytes that are written just
/// there are taken as they come; what came out of order or was there before is read once, by a
/// thread of its own, so that no connection waits for it.
final class FrontHash implements AutoCloseable {
  private final FileChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private MessageDigest digest = Hashes.sha256();
  private final AtomicLong hashed = new AtomicLong();
  private final AtomicLong front = new AtomicLong();
  private volatile Optional<IOException> failure = Optional.empty();
  private volatile Optional<Thread> follower = Optional.empty();
  private volatile State state = State.FOLLOWING;

  private enum State {
    FOLLOWING,
    CLOSED
  }

  FrontHash(FileChannel channel) {
    this.channel = channel;
  }

  /// `length` bytes were written at `at`, and now the file is whole up to `whole`.
  void written(long at, byte[] bytes, int length, long whole) {
    advance(whole);
    if (lock.tryLock()) {
      try {
        if (at == hashed.get()) {
          Hashes.add(digest, bytes, length);
          hashed.addAndGet(length);
        }
      } finally {
        lock.unlock();
      }
    }
    if (hashed.get() < front.get()) {
      wake();
    }
  }

  /// The file is whole up to `to` by bytes that nobody shows us.
  void found(long to) {
    advance(to);
    wake();
  }

  private void advance(long to) {
    front.accumulateAndGet(to, Math::max);
  }

  private synchronized void wake() {
    if (follower.isEmpty()) {
      follower = Optional.of(Thread.ofVirtual().name("hash").start(this::follow));
    } else {
      LockSupport.unpark(follower.get());
    }
  }

  private void follow() {
    var buffer = new byte[Hashes.BUFFER];
    try {
      while (state == State.FOLLOWING) {
        if (!step(buffer)) {
          LockSupport.park(this);
        }
      }
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }

  /// False when there is nothing to read.
  private boolean step(byte[] buffer) throws IOException {
    lock.lock();
    try {
      var length = (int) Math.min(buffer.length, front.get() - hashed.get());
      if (length <= 0) {
        return false;
      }
      var into = ByteBuffer.wrap(buffer, 0, length);
      while (into.hasRemaining()) {
        if (channel.read(into, hashed.get() + into.position()) < 0) {
          throw new IOException("the partial file was cut under us");
        }
      }
      Hashes.add(digest, buffer, length);
      hashed.addAndGet(length);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void restart() {
    lock.lock();
    try {
      digest = Hashes.sha256();
      hashed.set(0);
      front.set(0);
    } finally {
      lock.unlock();
    }
  }

  /// The hash of the first `size` bytes, all of which must be here; reads what is still to read.
  String finish(long size) throws IOException {
    close();
    if (failure.isPresent()) {
      throw failure.get();
    }
    advance(size);
    var buffer = new byte[Hashes.BUFFER];
    while (step(buffer)) {}
    return Hashes.hex(digest);
  }

  @Override
  public synchronized void close() {
    state = State.CLOSED;
    follower.ifPresent(LockSupport::unpark);
  }
}
