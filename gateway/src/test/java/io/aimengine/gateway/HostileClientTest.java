package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients send that no client should. None of it reaches an engine.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileClientTest {
  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));
  private static final int LIMIT = 100_000;

  private FakeEngine engine = FakeEngine.json("{}");
  private Fronted gateway = Fronted.of(Fronted.settings().with(SHORT).largestBody(LIMIT), engine);

  @BeforeAll
  void nothingIsAskedYet() {
    assertThat(engine.asked).isEmpty();
  }

  @AfterAll
  void noneOfItReachedTheEngine() {
    gateway.close();
    engine.close();
    assertThat(engine.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 13\r\nTransfer-Encoding: chunked",
        "Content-Length: 13\r\nContent-Length: 0",
        "Content-Length: +13",
        "Content-Length: 0x0d",
        "Content-Length: 13, 13, 14",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Content-Length : 13",
        "Bad Name: x",
        "X: a\u0000b"
      })
  void framingThatTwoServersCouldReadDifferentlyIsRefused(String header) throws Exception {
    var got =
        gateway.raw(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n"
                + header
                + "\r\n\r\n{\"model\":\"m\"}");

    assertThat(got).matches("(?s)HTTP/1.1 4\\d\\d .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/load_lora_adapter",
        "/sleep",
        "/wake_up",
        "/collective_rpc",
        "/reset_prefix_cache",
        "/server_info",
        "/metrics",
        "/v1/chat/completions/",
        "/v1/chat/../load_lora_adapter",
        "/v1/chat/completions/../../load_lora_adapter",
        "//v1/chat/completions",
        "/v1//chat/completions",
        "/v1/chat%2fcompletions",
        "/v1/chat/completions%00",
        "/v1/chat/completions;x=1",
        "/V1/chat/completions",
        "http://127.0.0.1/sleep",
        "*",
        "/"
      })
  void aPathThatIsNotOursLeadsNowhere(String path) throws Exception {
    var body = "{\"model\":\"m\"}";
    var got =
        gateway.raw(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);

    assertThat(got).matches("(?s)HTTP/1.1 40[04] .*").contains("\"error\":{");
  }

  @Test
  void aHeadWithoutEndIsRefused() throws Exception {
    var got =
        gateway.raw(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000) + "\r\n");

    assertThat(got).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void aHeadThatDripsIsGivenUp() throws Exception {
    try (var socket = gateway.connect()) {
      var drips =
          Thread.startVirtualThread(() -> {
            try {
              for (var b :
                  ("GET /healthz HTTP/1.1\r\nX: " + "x".repeat(10_000))
                      .getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
                Thread.sleep(20);
              }
            } catch (java.io.IOException | InterruptedException given) {
              // up
            }
          });

      assertThat(ended(socket)).isEmpty();
      drips.interrupt();
    }
  }

  @Test
  void aBodyThatDoesNotComeIsGivenUp() throws Exception {
    try (var socket = gateway.connect()) {
      Fronted.write(
          socket, "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{");

      assertThat(ended(socket)).startsWith("HTTP/1.1 408 ").contains("request_timeout");
    }
  }

  /// What came until the gateway closed the connection, orderly or not.
  private static String ended(java.net.Socket socket) throws java.io.IOException {
    socket.setSoTimeout(30_000);
    var got = new StringBuilder();
    try {
      for (var b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        got.append((char) b);
      }
    } catch (java.net.SocketException reset) {
      // closed as well
    }
    return got.toString();
  }

  @Test
  void aBodyThatAnnouncesTooMuchIsRefusedAtOnce() throws Exception {
    var got =
        gateway.raw(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n");

    assertThat(got).startsWith("HTTP/1.1 413 ").contains("request_too_large");
  }

  @Test
  void aBodyThatGrowsTooLargeIsRefused() throws Exception {
    var chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
    var got =
        gateway.raw(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(26)
                + "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(got).startsWith("HTTP/1.1 413 ").endsWith("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd", "deflate", "gzip, identity"})
  void aCompressedBodyIsRefused(String encoding) throws Exception {
    var request = gateway.to(Fronted.CHAT).header("content-encoding", encoding);

    assertThat(gateway.send(request, "{\"model\":\"m\"}").statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"m\"",
        "{",
        "{}",
        "{\"model\":1}",
        "{\"model\":null}",
        "{\"model\":\"m\"",
        "{\"model\":\"m\"}x",
        "{\"model\":\"m\",\"model\":\"m\"}",
        "{\"model\":\"m\",\"mod\\u0065l\":\"other\"}",
        "{\"model\":\"\\ud800\"}",
        "{\"model\":\"a\\x\"}",
        "{\"messages\":[{\"model\":\"m\"}]}",
        "{\"model\":\"m\"\u0000}"
      })
  void aBodyThatNamesNoModelClearlyIsABadRequest(String body) throws Exception {
    var got = gateway.post(Fronted.CHAT, body);

    assertThat(got.statusCode()).as(got.body()).isEqualTo(400);
    assertThat(got.body()).contains("\"type\":\"invalid_request_error\"");
  }

  @Test
  void aModelInBadUtf8IsABadRequest() throws Exception {
    var body = "{\"model\":\"m\u00ff\"}";
    var got =
        gateway.raw(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);

    assertThat(got).startsWith("HTTP/1.1 400 ").contains("\"param\":\"model\"");
  }

  @Test
  void aModelThatIsNotServedIsNotFound() throws Exception {
    var got = gateway.post(Fronted.CHAT, "{\"model\":\"other\"}");

    assertThat(got.statusCode()).isEqualTo(404);
    assertThat(got.body()).contains("model_not_found");
  }
}
