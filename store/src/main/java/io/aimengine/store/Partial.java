package io.aimengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// A file on its way in, filled in any order by several threads. Every 64 MiB or every second the
/// bytes are forced to the disk and only then their ranges count as complete in the journal, so a
/// kill or a power cut costs at most that much and never leaves wrong bytes behind. One process at
/// a time (see [ArtifactLock]).
public final class Partial implements AutoCloseable {
  private static final long CHECKPOINT_BYTES = 64L << 20;

  private final Path file;
  private final Path journal;
  private final Room room;
  private final long checkpointEvery;
  private final FileChannel channel;
  private final FrontHash hash;
  private final Ranges ranges = new Ranges();
  private final ReentrantLock checkpointing = new ReentrantLock();
  private String validator = "";
  private long sinceCheckpoint;
  private volatile long checkpointNanos = System.nanoTime();

  /// Asked before bytes are written on: throws when the disk is about to be full.
  @FunctionalInterface
  interface Room {
    void check() throws IOException;
  }

  private Partial(Path folder, String key, Duration checkpoint, Room room) throws IOException {
    this.file = folder.resolve(key + ".part");
    this.journal = folder.resolve(key + ".json");
    this.room = room;
    this.checkpointEvery = checkpoint.toNanos();
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
    this.hash = new FrontHash(channel);
  }

  static Partial open(Path folder, String key, Duration checkpoint, Room room) throws IOException {
    var partial = new Partial(folder, key, checkpoint, room);
    try {
      partial.recover();
    } catch (IOException | RuntimeException e) {
      partial.channel.close();
      throw e;
    }
    return partial;
  }

  private void recover() throws IOException {
    var known = Journal.read(journal);
    var found = Ranges.of(known.ranges());
    if (found.total() == 0 || found.end() > channel.size()) {
      restart("");
      return;
    }
    channel.truncate(found.end());
    found.all().forEach(r -> ranges.add(r.from(), r.to()));
    validator = known.validator();
    hash.found(ranges.front());
  }

  /// How many bytes are here.
  public synchronized long held() {
    return ranges.total();
  }

  /// How many bytes from the start are here without a gap.
  public synchronized long front() {
    return ranges.front();
  }

  /// One past the last byte that is here.
  synchronized long end() {
    return ranges.end();
  }

  /// What lacks of `size` bytes, in order, in pieces of at most `piece`.
  synchronized List<Ranges.Range> missing(long size, long piece) {
    return ranges.missing(size, piece);
  }

  /// The name of the body that the bytes belong to; "" when the source gave none.
  public synchronized String validator() {
    return validator;
  }

  /// Throws away what is here and begins a body named `name`; no other thread may be writing.
  public synchronized void restart(String name) throws IOException {
    Journal.delete(journal);
    ranges.clear();
    hash.restart();
    channel.truncate(0);
    sinceCheckpoint = 0;
    validator = name;
  }

  /// Appends to what is here without a gap.
  public void write(byte[] bytes, int length) throws IOException {
    write(front(), bytes, length);
  }

  /// Writes `length` bytes at `at`.
  void write(long at, byte[] bytes, int length) throws IOException {
    var buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer, at + buffer.position());
    }
    long front;
    long unsaved;
    synchronized (this) {
      ranges.add(at, at + length);
      front = ranges.front();
      sinceCheckpoint += length;
      unsaved = sinceCheckpoint;
    }
    hash.written(at, bytes, length, front);
    var due = unsaved >= CHECKPOINT_BYTES || System.nanoTime() - checkpointNanos >= checkpointEvery;
    if (due && checkpointing.tryLock()) {
      try {
        checkpoint();
      } finally {
        checkpointing.unlock();
      }
      room.check();
    }
  }

  private void checkpoint() throws IOException {
    Journal reached;
    synchronized (this) {
      reached = new Journal(validator, ranges.all());
      sinceCheckpoint = 0;
    }
    channel.force(false);
    reached.write(journal);
    checkpointNanos = System.nanoTime();
  }

  /// The hash of all bytes; the partial takes no more afterwards. A file with a gap is refused.
  String finish() throws IOException {
    var size = held();
    if (front() != size) {
      throw new IOException(file + " has a gap behind " + front() + " bytes");
    }
    var sha256 = hash.finish(size);
    channel.force(true);
    channel.close();
    return sha256;
  }

  Path file() {
    return file;
  }

  /// Makes the file itself the blob, atomically.
  void moveTo(Path blob) throws IOException {
    Durable.move(file, blob);
    Journal.delete(journal);
  }

  void discard() throws IOException {
    hash.close();
    channel.close();
    Journal.delete(journal);
    Files.deleteIfExists(file);
  }

  /// Keeps what is here for the next try.
  @Override
  public void close() throws IOException {
    hash.close();
    if (!channel.isOpen()) {
      return;
    }
    try {
      if (sinceCheckpoint > 0) {
        checkpoint();
      }
    } finally {
      channel.close();
    }
  }
}
