package io.aimengine.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.wire.EventStream.UsageEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EventStreamTest {
  private static final String USAGE =
      """
      data: {"id":"c","choices":[],"usage":{"prompt_tokens":7,"total_tokens":10,\
      "completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4}}}

      """;

  private static final String BEFORE =
      """
      : a comment

      data: {"choices":[{"delta":{"content":"say \\"usage\\": {}"}}],"usage":null}

      event: x
      data: {"choices":[{"delta":{}}],"usage":{"prompt_tokens":7,"completion_tokens":2}}

      """;

  private static final String AFTER = "data: [DONE]\n\n";

  private static String through(EventStream stream, String text, long seed) {
    var random = new SplittableRandom(seed);
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream();
    for (var at = 0; at < bytes.length; ) {
      var end = Math.min(bytes.length, at + 1 + random.nextInt(40));
      out.writeBytes(stream.accept(Arrays.copyOfRange(bytes, at, end)));
      at = end;
    }
    out.writeBytes(stream.rest());
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everythingComesThroughWhereverTheStreamIsCut() {
    for (var text :
        new String[] {
          BEFORE + USAGE + AFTER,
          (BEFORE + USAGE + AFTER).replace("\n", "\r\n"),
          (BEFORE + USAGE + AFTER).replace("\n", "\r"),
          BEFORE + "data: no end"
        }) {
      for (var seed = 0; seed < 200; seed++) {
        assertThat(through(new EventStream(UsageEvent.KEPT), text, seed)).isEqualTo(text);
      }
    }
  }

  @Test
  void onlyTheEventThatOnlyTellsUsageIsRemoved() {
    for (var ending : new String[] {"\n", "\r\n", "\r"}) {
      var text = (BEFORE + USAGE + AFTER).replace("\n", ending);
      for (var seed = 0; seed < 200; seed++) {
        var stream = new EventStream(UsageEvent.REMOVED);

        assertThat(through(stream, text, seed)).isEqualTo((BEFORE + AFTER).replace("\n", ending));
        assertThat(stream.usage()).isEqualTo(Optional.of(new TokenUsage(7, 3, 4)));
        assertThat(stream.isDone()).isTrue();
      }
    }
  }

  @Test
  void whatWasLetThroughAlwaysEndsBetweenTwoEvents() {
    var bytes = (BEFORE + USAGE).getBytes(StandardCharsets.UTF_8);
    for (var cut = 0; cut <= bytes.length; cut++) {
      var passed =
          new String(
              new EventStream(UsageEvent.KEPT).accept(Arrays.copyOf(bytes, cut)),
              StandardCharsets.UTF_8);

      assertThat(passed.isEmpty() || passed.endsWith("\n\n")).as("cut at %d", cut).isTrue();
    }
  }

  @Test
  void anEventLongerThanIsWaitedForGoesThroughAsItComes() {
    var stream = new EventStream(UsageEvent.REMOVED);
    var long1 = "data: " + "x".repeat(EventStream.LONGEST_EVENT);

    assertThat(stream.accept(long1.getBytes(StandardCharsets.UTF_8))).hasSize(long1.length());
    assertThat(stream.isBetweenEvents()).isFalse();
  }

  @Test
  void usageIsFoundInEveryApi() {
    var anthropic = new EventStream(UsageEvent.REMOVED);
    var event =
        """
        event: message_delta
        data: {"type":"message_delta","usage":{"input_tokens":5,"output_tokens":6}}

        """;
    assertThat(through(anthropic, event, 1)).isEqualTo(event);
    assertThat(anthropic.usage()).isEqualTo(Optional.of(new TokenUsage(5, 6, 0)));

    var responses = new EventStream(UsageEvent.REMOVED);
    through(
        responses,
        """
        data: {"type":"response.completed","response":{"usage":{"input_tokens":1,\
        "output_tokens":2,"input_tokens_details":{"cached_tokens":1}}}}

        """,
        1);
    assertThat(responses.usage()).isEqualTo(Optional.of(new TokenUsage(1, 2, 1)));
  }
}
