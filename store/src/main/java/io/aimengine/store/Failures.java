package io.aimengine.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/// The one place where the disk's complaints become failures with a code and a way out.
final class Failures {
  private Failures() {}

  /// Work that touches disk and network.
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  static <T> T guard(Path root, Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw of(root, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  static StoreException interrupted() {
    return new StoreException(
        StoreCode.INTERRUPTED, "interrupted", "run it again: it goes on where it stopped");
  }

  static StoreException of(Path root, IOException e) {
    if (e instanceof java.nio.channels.ClosedByInterruptException) {
      return interrupted();
    }
    var text = String.valueOf(e.getMessage());
    var lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left") || lower.contains("quota exceeded")) {
      return new StoreException(
          StoreCode.DISK_FULL,
          "the disk of " + root + " is full",
          "free some space, `aim-engine cache list` shows what is stored, or set AIM_CACHE_DIR");
    }
    var denied =
        e instanceof AccessDeniedException
            || lower.contains("read-only file system")
            || lower.contains("operation not permitted")
            || lower.contains("permission denied");
    if (denied) {
      var where = e instanceof FileSystemException f && f.getFile() != null ? f.getFile() : root;
      return new StoreException(
          StoreCode.READ_ONLY,
          "cannot write to " + where,
          "make it writable for this user, or set AIM_CACHE_DIR to another folder");
    }
    if (e instanceof NotDirectoryException) {
      return new StoreException(
          StoreCode.LOCAL, text + " is no folder", "set AIM_CACHE_DIR to another folder");
    }
    return new StoreException(
        StoreCode.LOCAL, e.getClass().getSimpleName() + ": " + text, "check the disk of " + root);
  }
}
