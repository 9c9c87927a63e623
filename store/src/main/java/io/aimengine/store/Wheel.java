package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A downloaded wheel, of which one entry is read and nothing is unpacked.
record Wheel(Path file, String requirement) {
  private static final long LARGEST_ENTRY = 1L << 40;

  /// Takes a buffer and how many bytes of it count.
  @FunctionalInterface
  interface Sink {
    void write(byte[] buffer, int length) throws IOException;
  }

  /// Streams the entry; `expected` bytes, or any when it is -1. A wheel that says one size and
  /// gives another is refused at the first byte too many.
  void extract(String path, long expected, Sink sink) throws IOException {
    try (var zip = new ZipFile(file.toFile())) {
      var entry = zip.getEntry(path);
      if (entry == null || entry.isDirectory()) {
        throw new StoreException(
            StoreCode.NOT_FOUND,
            "the wheel of " + requirement + " has no file " + path,
            "check the path after '!'");
      }
      var bound = expected >= 0 ? expected : entry.getSize();
      if (bound < 0 || bound > LARGEST_ENTRY || entry.getSize() != bound) {
        throw wrong(path, "says %d bytes, expected %d".formatted(entry.getSize(), bound));
      }
      try (var in = zip.getInputStream(entry)) {
        var crc = new CRC32();
        var buffer = new byte[Hashes.BUFFER];
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          total += n;
          if (total > bound) {
            throw wrong(path, "is longer than the %d bytes it says".formatted(bound));
          }
          crc.update(buffer, 0, n);
          sink.write(buffer, n);
        }
        if (total != bound || crc.getValue() != entry.getCrc()) {
          throw wrong(path, "is damaged");
        }
      }
    } catch (ZipException e) {
      throw wrong(path, "cannot be read: " + e.getMessage());
    }
  }

  private StoreException wrong(String path, String what) {
    return new StoreException(
        StoreCode.CHECKSUM,
        path + " in the wheel of " + requirement + " " + what,
        "run `python3 -m pip cache remove "
            + requirement.replaceAll("==.*", "")
            + "` and try again");
  }
}
