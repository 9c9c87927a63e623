package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// Counts that many processes raise at once: a file that grows by a byte each time. Best effort,
/// since a cache that cannot be written still serves what it has.
final class Counts {
  private static final byte[] ONE = {'1'};

  private Counts() {}

  static void raise(Path file) {
    try {
      Durable.folder(Durable.parent(file));
      Files.write(file, ONE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException _) {
      return;
    }
  }

  /// The same for a file whose date says when it happened last.
  static void raise(Path file, Instant now) {
    try {
      Files.write(file, ONE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Files.setLastModifiedTime(file, FileTime.from(now));
    } catch (IOException _) {
      return;
    }
  }

  static long of(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException _) {
      return 0;
    }
  }
}
