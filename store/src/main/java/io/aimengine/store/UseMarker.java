package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Says that a process needs a stored artifact; closing it gives the artifact free. The death of
/// the process does so too.
public final class UseMarker implements AutoCloseable {
  private final Path file;

  UseMarker(Path file) {
    this.file = file;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw Failures.of(file, e);
    }
  }
}
