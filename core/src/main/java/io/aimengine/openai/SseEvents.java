package io.aimengine.openai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Server-sent events as OpenAI endpoints send them: one `data:` line per event, `[DONE]` last.
public final class SseEvents {

  /// What ends a stream, ready to be written.
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

  private static final byte[] PREFIX = "data: ".getBytes(StandardCharsets.UTF_8);

  private SseEvents() {}

  public static byte[] done() {
    return DONE.clone();
  }

  /// One event; `json` must not hold a line break, as no compact JSON does.
  public static byte[] event(byte[] json) {
    byte[] event = new byte[PREFIX.length + json.length + 2];
    System.arraycopy(PREFIX, 0, event, 0, PREFIX.length);
    System.arraycopy(json, 0, event, PREFIX.length, json.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }

  public static boolean isDone(String data) {
    return data.equals("[DONE]");
  }

  /// Reads events from bytes that arrive in pieces of any size. An event longer than the limit is
  /// an `IllegalStateException`, so a broken server cannot fill the memory.
  public static final class Reader {
    private final int maxEventBytes;
    private byte[] line = new byte[1024];
    private int length;
    private boolean afterCarriageReturn;
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;

    public Reader(int maxEventBytes) {
      this.maxEventBytes = maxEventBytes;
    }

    /// The `data` of every event that these bytes complete, in order.
    public List<String> feed(byte[] bytes, int offset, int count) {
      var events = new ArrayList<String>();
      for (int i = offset; i < offset + count; i++) {
        byte b = bytes[i];
        boolean lineFeedOfPair = b == '\n' && afterCarriageReturn;
        afterCarriageReturn = b == '\r';
        if (lineFeedOfPair) {
          continue;
        }
        if (b == '\n' || b == '\r') {
          endLine(events);
        } else {
          append(b);
        }
      }
      return events;
    }

    private void append(byte b) {
      if (length + data.length() >= maxEventBytes) {
        throw new IllegalStateException("an event is longer than " + maxEventBytes + " bytes");
      }
      if (length == line.length) {
        line = java.util.Arrays.copyOf(line, length * 2);
      }
      line[length++] = b;
    }

    private void endLine(List<String> events) {
      String text = new String(line, 0, length, StandardCharsets.UTF_8);
      length = 0;
      if (text.isEmpty()) {
        if (hasData) {
          events.add(data.toString());
        }
        data.setLength(0);
        hasData = false;
      } else if (text.startsWith("data:")) {
        if (hasData) {
          data.append('\n');
        }
        data.append(text, text.startsWith("data: ") ? 6 : 5, text.length());
        hasData = true;
      }
    }
  }
}
