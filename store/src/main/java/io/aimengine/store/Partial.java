package io.aimengine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/// A file on its way in. Bytes are appended and hashed; every 64 MiB or every second they are
/// forced to the disk and only then counted as complete in the journal, so a kill or a power cut
/// costs at most that much and never leaves wrong bytes behind. One writer at a time (see
/// [ArtifactLock]).
public final class Partial implements AutoCloseable {
  private static final long CHECKPOINT_BYTES = 64L << 20;
  private static final long CHECKPOINT_NANOS = 1_000_000_000L;

  private final Path file;
  private final Path journal;
  private final Room room;
  private final FileChannel channel;
  private MessageDigest digest = Hashes.sha256();
  private String validator = "";
  private long position;
  private long checkpointed;
  private long checkpointNanos = System.nanoTime();

  /// Asked before bytes are written on: throws when the disk is about to be full.
  @FunctionalInterface
  interface Room {
    void check() throws IOException;
  }

  private Partial(Path folder, String key, Room room) throws IOException {
    this.file = folder.resolve(key + ".part");
    this.journal = folder.resolve(key + ".json");
    this.room = room;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
  }

  static Partial open(Path folder, String key, Room room) throws IOException {
    var partial = new Partial(folder, key, room);
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
    if (known.complete() <= 0 || known.complete() > channel.size()) {
      restart("");
      return;
    }
    channel.truncate(known.complete());
    try (InputStream in = Files.newInputStream(file)) {
      var buffer = new byte[Hashes.BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    position = known.complete();
    checkpointed = position;
    validator = known.validator();
    channel.position(position);
  }

  /// Bytes that are here.
  public long position() {
    return position;
  }

  /// The name of the body that the bytes belong to; "" when the source gave none.
  public String validator() {
    return validator;
  }

  /// Throws away what is here and begins a body named `name`.
  public void restart(String name) throws IOException {
    Files.deleteIfExists(journal);
    channel.truncate(0);
    channel.position(0);
    digest = Hashes.sha256();
    position = 0;
    checkpointed = 0;
    validator = name;
  }

  public void write(byte[] bytes, int length) throws IOException {
    var buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    digest.update(bytes, 0, length);
    position += length;
    var due =
        position - checkpointed >= CHECKPOINT_BYTES
            || System.nanoTime() - checkpointNanos >= CHECKPOINT_NANOS;
    if (due) {
      checkpoint();
      room.check();
    }
  }

  private void checkpoint() throws IOException {
    channel.force(false);
    new Journal(validator, position).write(journal);
    checkpointed = position;
    checkpointNanos = System.nanoTime();
  }

  /// The hash of all bytes; the partial takes no more afterwards.
  String finish() throws IOException {
    channel.force(true);
    channel.close();
    return Hashes.hex(digest);
  }

  Path file() {
    return file;
  }

  /// Makes the file itself the blob, atomically.
  void moveTo(Path blob) throws IOException {
    Durable.move(file, blob);
    Files.deleteIfExists(journal);
  }

  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(journal);
    Files.deleteIfExists(file);
  }

  /// Keeps what is here for the next try.
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try {
      if (position > checkpointed) {
        checkpoint();
      }
    } finally {
      channel.close();
    }
  }
}
