package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.FakeEngine.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever an engine does, the client gets an OpenAI error or sees truthfully that its answer is
/// not whole.
final class FailingEngineTest {
  private static final String ASK = "{\"model\":\"m\",\"stream\":true}";
  private static final String STREAM =
      FakeEngine.SSE
          + "9\r\ndata: 1\n\n\r\n"
          + "12\r\ndata: 2\n\ndata: 3\n\n\r\n"
          + "e\r\ndata: [DONE]\n\n\r\n"
          + "0\r\n\r\n";

  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofSeconds(10),
          Duration.ofMillis(100),
          Duration.ofMillis(100),
          Duration.ofSeconds(10));

  private enum Break {
    END,
    RESET
  }

  @Test
  void anEngineThatRefusesIsABadGateway() throws Exception {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (var gateway = Fronted.at(Fronted.settings(), free)) {
      var got = gateway.post(Fronted.CHAT, ASK);

      assertThat(got.statusCode()).isEqualTo(502);
      assertThat(got.body()).contains("\"code\":\"engine_unreachable\"").contains("\"error\":{");
      assertThat(got.body()).doesNotContain(String.valueOf(free));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"END", "RESET"})
  void aStreamThatBreaksAnywhereNeverLooksWhole(String how) throws Exception {
    var bytes = STREAM.getBytes(StandardCharsets.US_ASCII);
    var at = new AtomicInteger();
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(Arrays.copyOf(bytes, at.get()));
              end(connection, Break.valueOf(how));
            });
        var gateway = Fronted.of(engine)) {
      for (var cut = 0; cut < bytes.length; cut++) {
        at.set(cut);

        assertTruthful(cut, gateway.raw(Fronted.chatRequest(ASK)));
      }
    }
  }

  private static void end(Connection connection, Break how) throws IOException {
    switch (how) {
      case END -> connection.close();
      case RESET -> connection.reset();
    }
  }

  /// An error as an answer, an error as the last event, or a stream that had all its events.
  private static void assertTruthful(int cut, String got) {
    var body = got.substring(got.indexOf("\r\n\r\n") + 4);
    if (got.startsWith("HTTP/1.1 502 ")) {
      assertThat(body).as("cut at %d", cut).contains("\"error\":{").endsWith("}}");
      return;
    }
    assertThat(got).as("cut at %d", cut).startsWith("HTTP/1.1 200 OK").endsWith("0\r\n\r\n");
    var events = events(body);
    var last = events[events.length - 1];
    assertThat(last.startsWith("data: {\"error\":") || last.equals("data: [DONE]"))
        .as("cut at %d: %s", cut, body)
        .isTrue();
    for (var i = 0; i < events.length - 1; i++) {
      assertThat(events[i]).as("cut at %d", cut).isEqualTo("data: " + (i + 1));
    }
  }

  /// The events in a body of chunks.
  private static String[] events(String chunked) {
    var text = new StringBuilder();
    for (var at = 0; at < chunked.length(); ) {
      var line = chunked.indexOf("\r\n", at);
      var size = Integer.parseInt(chunked.substring(at, line), 16);
      text.append(chunked, line + 2, line + 2 + size);
      at = line + 4 + size;
    }
    return text.toString().split("\n\n");
  }

  @Test
  void anAnswerShorterThanItsLengthBreaksOffAtTheClient() throws Exception {
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(
                  "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{");
              connection.close();
            });
        var gateway = Fronted.of(engine)) {
      var got = gateway.raw(Fronted.chatRequest(ASK));

      assertThat(got).contains("content-length: 99\r\n").endsWith("\r\n\r\n{");
    }
  }

  @Test
  void whatComesAfterTheAnnouncedLengthNeverReachesAnyClient() throws Exception {
    try (var engine =
            new FakeEngine((asked, connection) ->
                connection.send(
                    FakeEngine.answer(200, "{}") + FakeEngine.answer(200, "\"evil\"")));
        var gateway = Fronted.of(engine)) {
      for (var i = 0; i < 3; i++) {
        assertThat(gateway.post(Fronted.CHAT, ASK).body()).doesNotContain("evil");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "HTTP/1.1 abc Bad\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
        "\u0000\u0001\u0002\u0003\r\n\r\n"
      })
  void garbageIsABadGateway(String garbage) throws Exception {
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(garbage);
              connection.close();
            });
        var gateway = Fronted.of(engine)) {
      assertThat(gateway.post(Fronted.CHAT, ASK).statusCode()).isEqualTo(502);
    }
  }

  @Test
  void anEndlessHeadIsABadGateway() throws Exception {
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\n");
              while (!connection.socket().isClosed()) {
                connection.send("x-more: 0123456789012345678901234567890123456789\r\n");
              }
            });
        var gateway = Fronted.of(engine)) {
      assertThat(gateway.post(Fronted.CHAT, ASK).statusCode()).isEqualTo(502);
    }
  }

  @Test
  void anEngineThatNeverAnswersIsATimeout() throws Exception {
    try (var engine = new FakeEngine((asked, connection) -> connection.awaitGone());
        var gateway = Fronted.of(Fronted.settings().with(SHORT), engine)) {
      var got = gateway.post(Fronted.CHAT, "{\"model\":\"m\"}");

      assertThat(got.statusCode()).isEqualTo(504);
      assertThat(got.body()).contains("\"code\":\"engine_timeout\"");
    }
  }

  @Test
  void aStreamThatStallsEndsWithAnErrorEvent() throws Exception {
    var noticed = new CountDownLatch(1);
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(FakeEngine.SSE);
              connection.chunk("data: 1\n\ndata: ha");
              connection.awaitGone();
              noticed.countDown();
            });
        var gateway = Fronted.of(Fronted.settings().with(SHORT), engine)) {
      var got = gateway.post(Fronted.CHAT, ASK);

      assertThat(got.body()).startsWith("data: 1\n\ndata: {\"error\":{").endsWith("}}\n\n");
      assertThat(got.body()).contains("engine_timeout");
      assertThat(noticed.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aRequestOfWhichTheClientSawNothingIsTriedAtAnotherReplica() throws Exception {
    var broken = new AtomicInteger();
    FakeEngine.Script breaks =
        (asked, connection) -> {
          broken.incrementAndGet();
          connection.send(FakeEngine.SSE);
          connection.close();
        };
    FakeEngine.Script works = (asked, connection) -> connection.send(STREAM);
    var first = new AtomicInteger();
    FakeEngine.Script either =
        (asked, connection) ->
            (first.getAndIncrement() == 0 ? breaks : works).answer(asked, connection);
    try (var one = new FakeEngine(either);
        var two = new FakeEngine(either);
        var gateway = Fronted.of(one, two)) {
      var got = gateway.post(Fronted.CHAT, ASK);

      assertThat(got.body()).isEqualTo("data: 1\n\ndata: 2\n\ndata: 3\n\ndata: [DONE]\n\n");
      assertThat(broken).hasValue(1);
      assertThat(one.asked.size() + two.asked.size()).isEqualTo(2);
      assertThat(one.asked).hasSize(1);
    }
  }

  @Test
  void aFloodIsHeldBackUntilTheClientTakesIt() throws Exception {
    var sent = new java.util.concurrent.atomic.AtomicLong();
    var piece = "data: " + "x".repeat(64 * 1024) + "\n\n";
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(FakeEngine.SSE);
              for (var i = 0; i < 2000; i++) {
                connection.chunk(piece);
                sent.addAndGet(piece.length());
              }
              connection.send("0\r\n\r\n");
            });
        var gateway = Fronted.of(Fronted.settings().with(SHORT), engine);
        var socket = gateway.connect()) {
      Fronted.write(socket, Fronted.chatRequest(ASK));
      // it takes nothing: the gateway gives it up, long before the flood is through
      var gone = new CountDownLatch(1);
      Thread.startVirtualThread(() -> {
        while (engine.isServing()) {
          Thread.onSpinWait();
        }
        gone.countDown();
      });

      assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(sent.get()).isLessThan(64L << 20);
    }
  }
}
