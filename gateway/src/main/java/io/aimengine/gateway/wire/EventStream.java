package io.aimengine.gateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Lets a stream of server-sent events through, only ever whole events of it, so that one of our
/// own can follow at any time. On the way it keeps the engine's count of tokens, and takes the
/// event that only carries it out again where the client did not ask for it.
public final class EventStream {
  /// The longest event that is waited for; what is longer goes through as it comes.
  static final int LONGEST_EVENT = 1 << 20;

  /// What becomes of the event that only tells of usage.
  public enum UsageEvent {
    KEPT,
    REMOVED
  }

  private static final byte[] NOTHING = {};
  private static final byte[] USAGE = ascii("\"usage\"");
  private static final byte[] DONE = ascii("data: [DONE]");
  private static final byte[] DONE_TIGHT = ascii("data:[DONE]");

  private final UsageEvent usageEvent;
  private byte[] held = NOTHING;
  private boolean raw;
  private boolean done;
  private boolean began;
  private Optional<String> responseId = Optional.empty();
  private Optional<TokenUsage> usage = Optional.empty();

  public EventStream(UsageEvent usageEvent) {
    this.usageEvent = usageEvent;
  }

  /// What may be sent on now that these bytes have come, none for now if it is empty. The caller
  /// changes neither array.
  public byte[] accept(byte[] bytes) {
    if (raw) {
      return bytes;
    }
    var whole = held.length == 0 ? bytes : joined(held, bytes);
    var end = lastBoundary(whole);
    if (whole.length - end > LONGEST_EVENT) {
      raw = true;
      held = NOTHING;
      return whole;
    }
    held = end == whole.length ? NOTHING : Arrays.copyOfRange(whole, end, whole.length);
    return events(whole, end);
  }

  /// What is left when the stream has ended in good order.
  public byte[] rest() {
    var rest = held;
    held = NOTHING;
    return rest;
  }

  /// Whether an event of our own can follow what was let through.
  public boolean isBetweenEvents() {
    return !raw;
  }

  /// Whether the stream has said that it is complete.
  public boolean isDone() {
    return done;
  }

  /// As the engine last told it.
  public Optional<TokenUsage> usage() {
    return usage;
  }

  /// Of the response that the first event announced, in the responses API.
  public Optional<String> responseId() {
    return responseId;
  }

  private byte[] events(byte[] bytes, int end) {
    var removals = new Splices();
    for (var start = 0; start < end; ) {
      var next = boundary(bytes, start, end);
      if (removes(bytes, start, next)) {
        removals.put(new Span(start, next), NOTHING);
      }
      start = next;
    }
    return removals.apply(bytes, end);
  }

  private boolean removes(byte[] bytes, int start, int end) {
    if (!began) {
      began = true;
      responseId = ResponseIds.ofEvent(bytes, start, end);
    }
    if (indexOf(bytes, USAGE, start, end) >= 0) {
      var told = TokenUsage.ofEvent(bytes, start, end);
      told.ifPresent(event -> usage = Optional.of(event.usage()));
      return usageEvent == UsageEvent.REMOVED && told.filter(TokenUsage.Told::alone).isPresent();
    }
    done |= startsWith(bytes, DONE, start, end) || startsWith(bytes, DONE_TIGHT, start, end);
    return false;
  }

  /// Just after the last event that is whole, 0 if none is.
  private static int lastBoundary(byte[] bytes) {
    for (var end = bytes.length; end > 1; end--) {
      if (isBoundary(bytes, end)) {
        return end;
      }
    }
    return 0;
  }

  /// Just after the first event that starts there; `end` is a boundary.
  private static int boundary(byte[] bytes, int start, int end) {
    for (var at = start + 2; at < end; at++) {
      if (isBoundary(bytes, at)) {
        return at;
      }
    }
    return end;
  }

  /// Whether a blank line ends just before: `\n\n`, `\r\n\r\n` or `\r\r`.
  private static boolean isBoundary(byte[] bytes, int end) {
    var last = bytes[end - 1];
    var before = bytes[end - 2];
    return (last == '\n' && before == '\n')
        || (last == '\n' && before == '\r' && end > 2 && bytes[end - 3] == '\n')
        || (last == '\r' && before == '\r');
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static boolean startsWith(byte[] bytes, byte[] text, int start, int end) {
    return end - start >= text.length
        && Arrays.equals(bytes, start, start + text.length, text, 0, text.length);
  }

  private static int indexOf(byte[] bytes, byte[] text, int start, int end) {
    for (var at = start; at <= end - text.length; at++) {
      if (bytes[at] == text[0] && startsWith(bytes, text, at, end)) {
        return at;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
