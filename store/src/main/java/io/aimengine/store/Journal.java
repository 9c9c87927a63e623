package io.aimengine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Which ranges of a partial file are known complete, of the body that `validator` (an ETag or a
/// date) names. It is written after the bytes are on the disk.
record Journal(String validator, List<Ranges.Range> ranges) {
  static final Journal EMPTY = new Journal("", List.of());

  Journal {
    ranges = List.copyOf(ranges);
    if (ranges.stream().anyMatch(r -> r.from() < 0 || r.to() <= r.from())) {
      throw new IllegalArgumentException("a range that is none: " + ranges);
    }
  }

  /// An unreadable or missing journal means that nothing is complete.
  static Journal read(Path file) {
    try {
      return Files.exists(file) ? Json.read(file, Journal.class) : EMPTY;
    } catch (IOException _) {
      return EMPTY;
    }
  }

  /// How many bytes are complete.
  long complete() {
    return Ranges.of(ranges).total();
  }

  /// One process at a time writes it, so what a kill leaves behind is written over the next time.
  void write(Path file) throws IOException {
    var next = next(file);
    try (var channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var bytes = ByteBuffer.wrap(Json.bytes(this));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Durable.move(next, file);
  }

  static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(next(file));
  }

  private static Path next(Path file) {
    return file.resolveSibling(file.getFileName() + ".next");
  }
}
