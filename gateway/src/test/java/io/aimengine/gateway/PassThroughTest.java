package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What goes through unchanged, and the little that does not.
final class PassThroughTest {
  private static final String HEAD =
      "{ \"messages\" : [{\"role\":\"user\",\"content\":\"h\\u00e9\"}],";

  @Test
  void anAnswerComesThroughByteForByte() throws Exception {
    var answer = "{ \"choices\": [ ], \"odd\" :  \"\\u00e9\" }";
    try (var engine = FakeEngine.json(answer);
        var gateway = Fronted.of(engine)) {
      var got = gateway.post(Fronted.CHAT, HEAD + "\"model\":\"m\"}");

      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(got.body()).isEqualTo(answer);
      assertThat(got.headers().firstValue("x-request-id")).isPresent();
    }
  }

  @Test
  void onlyTheNameOfTheModelIsChangedOnTheWayToTheEngine() throws Exception {
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(engine)) {
      gateway.post(Fronted.CHAT, HEAD + " \"model\" : \"m\" , \"x\":{\"model\":\"m\"}}");

      assertThat(engine.next().text())
          .isEqualTo(HEAD + " \"model\" : \"engine-model\" , \"x\":{\"model\":\"m\"}}");
    }
  }

  @Test
  void eachPieceOfAStreamArrivesBeforeTheNextIsMade() throws Exception {
    var seen = new CountDownLatch(1);
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(FakeEngine.SSE);
              connection.chunk("data: {\"n\":1}\n\n");
              assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
              connection.chunk("data: [DONE]\n\n");
              connection.send("0\r\n\r\n");
            });
        var gateway = Fronted.of(engine);
        var socket = gateway.connect()) {
      Fronted.write(socket, Fronted.chatRequest("{\"model\":\"m\",\"stream\":true}"));
      var in = socket.getInputStream();
      var first = new StringBuilder();
      while (!first.toString().contains("{\"n\":1}\n\n")) {
        first.append((char) in.read());
      }
      seen.countDown();

      assertThat(first.toString()).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("DONE");
      assertThat(Fronted.rest(socket)).contains("data: [DONE]\n\n").endsWith("0\r\n\r\n");
    }
  }

  @Test
  void aStreamUnderWayIsFinishedWhenTheGatewayStops() throws Exception {
    var stopping = new CountDownLatch(1);
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(FakeEngine.SSE);
              connection.chunk("data: 1\n\n");
              assertThat(stopping.await(30, TimeUnit.SECONDS)).isTrue();
              connection.chunk("data: [DONE]\n\n");
              connection.send("0\r\n\r\n");
            });
        var gateway = Fronted.of(engine);
        var socket = gateway.connect()) {
      Fronted.write(socket, Fronted.chatRequest("{\"model\":\"m\",\"stream\":true}"));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      var stopped = Thread.startVirtualThread(gateway::stop);
      while (gateway.isListening()) {
        Thread.onSpinWait();
      }
      stopping.countDown();

      assertThat(Fronted.rest(socket)).contains("data: [DONE]\n\n").endsWith("0\r\n\r\n");
      assertThat(stopped.join(Duration.ofSeconds(30))).isTrue();
    }
  }

  @Test
  void aClientThatGoesAwayIsNoticedByTheEngineAtOnce() throws Exception {
    var gone = new CountDownLatch(1);
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(FakeEngine.SSE);
              connection.chunk("data: {\"n\":1}\n\n");
              connection.awaitGone();
              gone.countDown();
            });
        var gateway = Fronted.of(engine)) {
      try (var socket = gateway.connect()) {
        Fronted.write(socket, Fronted.chatRequest("{\"model\":\"m\"}"));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }

      assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
