package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.HoldTest.Changing;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Routes;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/// What a client sees while its stream waits for an engine.
final class HeartbeatTest {
  private static final String STREAM = "{\"model\":\"m\",\"stream\":true}";
  private static final String BEAT = ": waiting\n\n";
  private static final Timeouts QUICK =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMillis(1),
          Duration.ofMillis(1),
          Duration.ofSeconds(10));

  private static Routes asleep(Duration hold, Replica... replicas) {
    return HoldTest.routes(hold, true, replicas);
  }

  /// Reads until the text is there so often.
  private static String read(Socket socket, String text, int times) throws Exception {
    socket.setSoTimeout(30_000);
    var read = new StringBuilder();
    while (read.toString().split(java.util.regex.Pattern.quote(text), -1).length <= times) {
      var next = socket.getInputStream().read();
      assertThat(next).as("closed after: " + read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }

  private static String whole(Socket socket) throws Exception {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aHeldStreamGetsCommentsAndThenTheEnginesStreamByteForByte() throws Exception {
    var source = new Changing(asleep(Duration.ofMinutes(10)));
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(FakeEngine.SSE);
              connection.chunk("data: one\n\n");
              connection.chunk("data: [DONE]\n\n");
              connection.send("0\r\n\r\n");
            });
        var gateway = Fronted.of(Fronted.settings().with(QUICK), source);
        var socket = gateway.connect()) {
      Fronted.write(socket, Fronted.chatRequest(STREAM));

      var head = read(socket, BEAT, 3);
      assertThat(head).startsWith("HTTP/1.1 200 OK").contains("content-type: text/event-stream");

      source.now(asleep(Duration.ofMinutes(10), Replica.ready("one", "127.0.0.1", engine.port())));
      assertThat(whole(socket))
          .containsSubsequence("data: one\n\n", "data: [DONE]\n\n")
          .doesNotContain("error");
    }
  }

  @Test
  void aHeldStreamThatIsNotServedInTimeEndsWithAnErrorEvent() throws Exception {
    var source =
        new Changing(asleep(Duration.ofSeconds(2))) {
          @Override
          public Map<String, Duration> starts() {
            // else its forecast alone refuses it
            return Map.of("m", Duration.ofSeconds(1));
          }
        };
    try (var gateway = Fronted.of(Fronted.settings().with(QUICK), source);
        var socket = gateway.connect()) {
      Fronted.write(socket, Fronted.chatRequest(STREAM));

      assertThat(whole(socket))
          .startsWith("HTTP/1.1 200 OK")
          .containsSubsequence(BEAT, "data: {\"error\":", "\"starting\"");
    }
  }

  @Test
  void anErrorOfTheEngineAfterCommentsIsTheLastEventInItsOwnWords() throws Exception {
    var awaitBeats = new Semaphore(0);
    try (var engine =
            new FakeEngine((asked, connection) -> {
              awaitBeats.acquire();
              connection.send(
                  FakeEngine.answer(400, "{\"error\":{\"message\":\"too warm\",\"code\":4}}"));
            });
        var gateway = Fronted.of(Fronted.settings().with(QUICK), engine);
        var socket = gateway.connect()) {
      Fronted.write(socket, Fronted.chatRequest(STREAM));
      read(socket, BEAT, 2);
      awaitBeats.release();

      assertThat(whole(socket)).contains("data: {\"error\":{\"message\":\"too warm\"");
    }
  }

  @Test
  void anEngineThatCannotBeReachedAfterCommentsIsAnErrorEvent() throws Exception {
    var source = new Changing(asleep(Duration.ofMinutes(10)));
    try (var gateway = Fronted.of(Fronted.settings().with(QUICK), source);
        var socket = gateway.connect()) {
      Fronted.write(socket, Fronted.chatRequest(STREAM));
      read(socket, BEAT, 1);
      int free;
      try (var closed = new java.net.ServerSocket(0)) {
        free = closed.getLocalPort();
      }
      source.now(asleep(Duration.ofMinutes(10), Replica.ready("one", "127.0.0.1", free)));

      assertThat(whole(socket)).contains("data: {\"error\":", "engine_unreachable");
    }
  }

  @Test
  void aRequestWithoutAStreamGetsNothingBeforeItsAnswer() throws Exception {
    var source = new Changing(asleep(Duration.ofMinutes(10)));
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(Fronted.settings().with(QUICK), source);
        var held = gateway.connect();
        var stream = gateway.connect()) {
      Fronted.write(held, Fronted.chatRequest("{\"model\":\"m\"}"));
      Fronted.write(stream, Fronted.chatRequest(STREAM));
      // by then the other would have got some as well
      read(stream, BEAT, 3);
      source.now(asleep(Duration.ofMinutes(10), Replica.ready("one", "127.0.0.1", engine.port())));

      assertThat(whole(held))
          .startsWith("HTTP/1.1 200 ")
          .doesNotContain("waiting")
          .endsWith("\r\n\r\n{}");
    }
  }
}
