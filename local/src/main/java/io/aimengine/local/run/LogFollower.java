package io.aimengine.local.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads whole lines as they are added to a log; a log that was cut is read from its new start.
final class LogFollower {
  private final LogFile log;
  private long position;

  LogFollower(LogFile log, long position) {
    this.log = log;
    this.position = position;
  }

  /// The lines that were finished since the last call.
  List<String> next() {
    var lines = new ArrayList<String>();
    var size = log.size();
    if (size < position) {
      position = 0;
    }
    while (position < size) {
      var bytes = log.bytes(position, size);
      var end = wholeLines(bytes);
      if (end == 0) {
        break;
      }
      position += end;
      new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(lines::add);
    }
    return lines;
  }

  // up to the last newline; a line longer than one read is taken in pieces
  private static int wholeLines(byte[] bytes) {
    for (var i = bytes.length; i > 0; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    return bytes.length == LogFile.READ_BYTES ? bytes.length : 0;
  }
}
