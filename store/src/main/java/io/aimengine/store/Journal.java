package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What is known complete of a partial file: its first `complete` bytes, of the body that
/// `validator` (an ETag or a date) names. It is written after the bytes are on the disk.
record Journal(String validator, long complete) {
  static final Journal EMPTY = new Journal("", 0);

  /// An unreadable or missing journal means that nothing is complete.
  static Journal read(Path file) {
    try {
      return Files.exists(file) ? Json.read(file, Journal.class) : EMPTY;
    } catch (IOException _) {
      return EMPTY;
    }
  }

  void write(Path file) throws IOException {
    Durable.write(file, Json.bytes(this));
  }
}
