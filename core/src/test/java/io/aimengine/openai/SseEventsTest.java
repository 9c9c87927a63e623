package io.aimengine.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseEventsTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> readInPieces(byte[] bytes, int pieceSize) {
    var reader = new SseEvents.Reader(10_000);
    var events = new ArrayList<String>();
    for (int i = 0; i < bytes.length; i += pieceSize) {
      events.addAll(reader.feed(bytes, i, Math.min(pieceSize, bytes.length - i)));
    }
    return events;
  }

  @Test
  void readsBackWhatItWritesWhateverTheSizeOfThePieces() {
    byte[] stream = new byte[0];
    for (byte[] part :
        List.of(
            SseEvents.event(utf8("{\"a\":\"é😀\"}")),
            SseEvents.event(utf8("{}")),
            SseEvents.done())) {
      byte[] joined = new byte[stream.length + part.length];
      System.arraycopy(stream, 0, joined, 0, stream.length);
      System.arraycopy(part, 0, joined, stream.length, part.length);
      stream = joined;
    }
    for (int size = 1; size <= stream.length; size++) {
      assertThat(readInPieces(stream, size)).containsExactly("{\"a\":\"é😀\"}", "{}", "[DONE]");
    }
  }

  @Test
  void acceptsEveryLineEndingAndIgnoresCommentsAndOtherFields() {
    byte[] stream = utf8(": ping\r\n\r\nevent: x\r\ndata:one\r\ndata: two\r\n\r\ndata: [DONE]\r\r");
    for (int size = 1; size <= stream.length; size++) {
      assertThat(readInPieces(stream, size)).containsExactly("one\ntwo", "[DONE]");
    }
    assertThat(SseEvents.isDone("[DONE]")).isTrue();
  }

  @Test
  void refusesAnEventThatNeverEnds() {
    var reader = new SseEvents.Reader(100);
    byte[] endless = utf8("data: " + "x".repeat(200));
    assertThatThrownBy(() -> reader.feed(endless, 0, endless.length))
        .isInstanceOf(IllegalStateException.class);
  }
}
