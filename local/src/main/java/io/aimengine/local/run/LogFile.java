package io.aimengine.local.run;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A log that its writer appends to without asking us: read from the end, cut when it grows.
public record LogFile(Path path) {
  static final int READ_BYTES = 256 << 10;
  private static final int LINE_LIMIT = 500;

  /// In bytes; 0 when there is none.
  public long size() {
    return path.toFile().length();
  }

  /// At most `count` of the last lines written at or after byte `from`, cleaned for a terminal.
  public List<String> lastLines(int count, long from) {
    var size = size();
    var start = Math.max(size - READ_BYTES, from <= size ? from : 0);
    var text = new String(bytes(start, size), StandardCharsets.UTF_8);
    var lines = text.lines().map(LogFile::clean).filter(line -> !line.isEmpty()).toList();
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }

  /// At most READ_BYTES from there; empty when the file is gone.
  byte[] bytes(long from, long to) {
    if (from >= to) {
      return new byte[0];
    }
    try (var file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(from);
      var bytes = new byte[(int) Math.min(to - from, READ_BYTES)];
      return Arrays.copyOf(bytes, Math.max(0, file.read(bytes)));
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /// Moves the content aside to `….1` once there is more than `limit` bytes. The writer keeps its
  /// open file, so the content is copied and cut; a line written in between is lost. What cannot be
  /// cut now, on a full disk perhaps, is left for later.
  public void cut(long limit) {
    if (size() <= limit) {
      return;
    }
    var aside = path.resolveSibling(path.getFileName() + ".1");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      Files.copy(path, aside, REPLACE_EXISTING, COPY_ATTRIBUTES);
      file.setLength(0);
    } catch (IOException e) {
      System.err.println("cannot cut " + path + ": " + e.getMessage());
    }
  }

  // colours, cursor moves and other control characters do not belong into a status
  private static String clean(String line) {
    var plain =
        line.replaceAll("\u001b\\[[0-9;?]*[ -/]*[@-~]", "").replaceAll("\\p{Cntrl}", " ").strip();
    return plain.length() > LINE_LIMIT ? plain.substring(0, LINE_LIMIT) + "…" : plain;
  }
}
