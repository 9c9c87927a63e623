package io.aimengine.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aimengine.local.run.EngineHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineHttpTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private static Answer ask(FakeWire wire) throws IOException {
    return new EngineHttp("127.0.0.1", wire.port(), "sesame").post("/v1/x", "{\"é\":1}", LONG);
  }

  @Test
  void sendsOneWholeRequest() throws IOException {
    try (var wire = FakeWire.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      assertThat(ask(wire)).isEqualTo(new Answer(200, "ok"));
      assertThat(wire.request())
          .startsWith("POST /v1/x HTTP/1.1\r\nHost: 127.0.0.1:" + wire.port() + "\r\n")
          .contains("\r\nAuthorization: Bearer sesame\r\n", "\r\nContent-Length: 8\r\n")
          .endsWith("\r\n\r\n{\"é\":1}");
    }
  }

  @Test
  void readsChunks() throws IOException {
    var head = "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (var wire = FakeWire.answering(head + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n")) {
      assertThat(ask(wire)).isEqualTo(new Answer(503, "abc0123456789"));
    }
  }

  @Test
  void readsToTheEndWithoutALength() throws IOException {
    try (var wire = FakeWire.answering("HTTP/1.0 200 OK\r\n\r\nall of it")) {
      assertThat(ask(wire)).isEqualTo(new Answer(200, "all of it"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 what\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: minus\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffff\r\n",
      })
  void refusesWhatIsNoAnswer(String wrong) throws IOException {
    try (var wire = FakeWire.answering(wrong)) {
      assertThatThrownBy(() -> ask(wire)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void givesUpOnAnEngineThatSaysNothing() throws IOException {
    try (var wire = FakeWire.silent()) {
      var http = new EngineHttp("127.0.0.1", wire.port(), "");
      assertThatThrownBy(() -> http.get("/health", Duration.ofMillis(50)))
          .isInstanceOf(IOException.class);
    }
  }
}
