package io.aimengine.embedded.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Makes text out of the bytes of tokens: whole characters only, nothing of a stop string, and
/// nothing that may still become one.
final class TextAssembler {

  private final List<String> stops;
  private final int longestStop;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream(8);
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  TextAssembler(List<String> stops) {
    this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    this.longestStop = this.stops.stream().mapToInt(String::length).max().orElse(0);
  }

  /// The text that can be shown after these bytes.
  String add(byte[] piece) {
    if (stopped) {
      return "";
    }
    String whole = wholeCharacters(piece);
    if (stops.isEmpty()) {
      return whole;
    }
    held.append(whole);
    int stop = firstStop();
    if (stop >= 0) {
      stopped = true;
      held.setLength(stop);
      return takeHeld(stop);
    }
    return takeHeld(held.length() - possibleStopAtEnd());
  }

  boolean isStopped() {
    return stopped;
  }

  /// What was held back, when the text ends without a stop string. Bytes of an unfinished character
  /// become U+FFFD.
  String end() {
    if (stopped) {
      return "";
    }
    held.append(partial.toString(StandardCharsets.UTF_8));
    partial.reset();
    return takeHeld(held.length());
  }

  private String takeHeld(int count) {
    String text = held.substring(0, count);
    held.delete(0, count);
    return text;
  }

  private String wholeCharacters(byte[] piece) {
    if (partial.size() == 0 && unfinished(piece) == 0) {
      return new String(piece, StandardCharsets.UTF_8);
    }
    partial.writeBytes(piece);
    byte[] all = partial.toByteArray();
    int rest = unfinished(all);
    partial.reset();
    partial.write(all, all.length - rest, rest);
    return new String(all, 0, all.length - rest, StandardCharsets.UTF_8);
  }

  /// How many bytes at the end begin a character that is not complete.
  private static int unfinished(byte[] bytes) {
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int b = bytes[bytes.length - back] & 0xff;
      if (b < 0x80) {
        return 0;
      }
      if (b >= 0xc0) {
        int needed = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
        return needed > back ? back : 0;
      }
    }
    return 0;
  }

  private int firstStop() {
    int first = -1;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    return first;
  }

  private int possibleStopAtEnd() {
    for (int length = Math.min(longestStop - 1, held.length()); length > 0; length--) {
      for (String stop : stops) {
        if (stop.length() > length
            && stop.regionMatches(0, held.toString(), held.length() - length, length)) {
          return length;
        }
      }
    }
    return 0;
  }
}
