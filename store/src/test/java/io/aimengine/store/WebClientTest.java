package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class WebClientTest {
  private static final String WEIGHTS = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nweights";
  private static final String ENDLESS = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nweights";

  private static WebClient client(Map<String, String> environment) {
    return new WebClient(Limits.defaults(), environment);
  }

  private static WebClient client() {
    return client(Map.of());
  }

  private static WebAnswer get(WebClient client, URI uri) throws IOException, InterruptedException {
    return client.send("GET", uri, Map.of());
  }

  private static String text(WebAnswer answer) throws IOException {
    try (answer) {
      return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        WEIGHTS,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nweights\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n"
      })
  void aConnectionServesAgainWhenItsBodyWasRead(String sent)
      throws IOException, InterruptedException {
    try (var server = new RawServer(_ -> sent)) {
      var client = client();
      assertThat(text(get(client, server.uri("/")))).isEqualTo(text(get(client, server.uri("/"))));
      assertThat(server.connections).hasSize(1);
    }
  }

  @Test
  void aConnectionServesAgainWhenItsReaderKnewWhereTheBodyEnds()
      throws IOException, InterruptedException {
    try (var server = new RawServer(_ -> WEIGHTS)) {
      var client = client();
      for (int request = 0; request < 3; request++) {
        try (var answer = get(client, server.uri("/"))) {
          assertThat(answer.body().readNBytes(7)).hasSize(7);
        }
      }
      assertThat(server.connections).hasSize(1);
    }
  }

  @Test
  void aBodyThatNobodyReadsFurtherEndsItsConnection() throws IOException, InterruptedException {
    try (var server = new RawServer(_ -> ENDLESS)) {
      var client = client();
      get(client, server.uri("/")).close();
      get(client, server.uri("/")).close();
      assertThat(server.connections).hasSize(2);
    }
  }

  @Test
  void aBodyThatIsCutIsNoWholeBody() throws IOException, InterruptedException {
    try (var server = new RawServer(_ -> ENDLESS);
        var answer = get(client(), server.uri("/"))) {
      assertThat(answer.body().readNBytes(7)).hasSize(7);
      for (var connection : server.connections) {
        connection.close();
      }
      assertThatIOException().isThrownBy(() -> answer.body().read());
    }
  }

  @Test
  void toCloseABodyEndsARead() throws IOException, InterruptedException {
    try (var server = new RawServer(_ -> ENDLESS)) {
      var answer = get(client(), server.uri("/"));
      var reader = new FutureTask<>(() -> text(answer));
      Thread.ofPlatform().start(reader);
      answer.close();
      assertThat(reader).failsWithin(Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInterruptEndsARead(boolean virtual) throws IOException, InterruptedException {
    try (var server = new RawServer(_ -> ENDLESS)) {
      var answer = get(client(), server.uri("/"));
      var reader = new FutureTask<>(() -> text(answer));
      var thread = (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(reader);
      thread.interrupt();
      assertThat(reader).failsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void anInterruptEndsTheWaitForAnAnswer() throws IOException, InterruptedException {
    try (var server = new RawServer(_ -> "")) {
      var asker = new FutureTask<>(() -> get(client(), server.uri("/")));
      var thread = Thread.ofPlatform().start(asker);
      server.heads.take();
      thread.interrupt();
      assertThat(asker)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void theWaitForAnAnswerHasAnEnd() throws IOException {
    var usual = Limits.defaults();
    var limits =
        new Limits(
            usual.connect(),
            Duration.ofMillis(50),
            usual.stall(),
            usual.attempts(),
            usual.backoff(),
            usual.longestWait(),
            usual.pip(),
            usual.headroom(),
            usual.parallelFiles(),
            usual.connections(),
            usual.piece(),
            usual.bytesPerSecond(),
            usual.checkpoint());
    try (var server = new RawServer(_ -> "")) {
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> get(new WebClient(limits, Map.of()), server.uri("/")));
    }
  }

  @Test
  void asksForAddressesAsTheyAre() throws IOException, InterruptedException {
    try (var server = new RawServer(_ -> WEIGHTS)) {
      var path = "//a/../b%2Fc%20+~*/d?e=%2F&f=+";
      assertThat(text(get(client(), server.uri(path)))).isEqualTo("weights");
      assertThat(server.heads.take()).startsWith("GET " + path + " HTTP/1.1\r\n");
    }
  }

  @Test
  void addsNothingThatWasNotAskedFor() throws IOException, InterruptedException {
    var answer = WEIGHTS.replaceFirst("\r\n", "\r\nSet-Cookie: a=b\r\n");
    try (var server = new RawServer(_ -> answer)) {
      var client = client();
      text(get(client, server.uri("/")));
      text(client.send("GET", server.uri("/"), Map.of("Range", "bytes=0-6")));
      server.heads.take();
      assertThat(server.heads.take().lines().skip(1))
          .containsExactlyInAnyOrder(
              "Range: bytes=0-6",
              "Host: " + server.address(),
              "Connection: keep-alive",
              "User-Agent: aim-engine",
              "");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "302 Found\r\nLocation: /elsewhere",
        "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"",
        "503 Service Unavailable\r\nRetry-After: 1",
        "200 OK\r\nContent-Encoding: gzip"
      })
  void leavesAnswersAsTheyAre(String status) throws IOException, InterruptedException {
    try (var server =
        new RawServer(_ -> "HTTP/1.1 " + status + "\r\nContent-Length: 7\r\n\r\nweights")) {
      var answer = get(client(), server.uri("/"));
      assertThat(text(answer)).isEqualTo("weights");
      assertThat(answer.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
      assertThat(server.heads).hasSize(1);
    }
  }

  @Test
  void namesOfHeadersHaveNoCaseAndTheFirstOneCounts() throws IOException, InterruptedException {
    try (var server =
            new RawServer(_ -> WEIGHTS.replaceFirst("\r\n", "\r\netag: \"a\"\r\nETag: \"b\"\r\n"));
        var answer = get(client(), server.uri("/"))) {
      assertThat(answer.validator()).isEqualTo("\"a\"");
      assertThat(answer.size()).isEqualTo(7);
    }
  }

  @Test
  void asksTheProxyOfTheEnvironment() throws IOException, InterruptedException {
    try (var proxy = new RawServer(_ -> WEIGHTS)) {
      var client = client(Map.of("HTTP_PROXY", proxy.address()));
      assertThat(text(get(client, URI.create("http://models.example/x")))).isEqualTo("weights");
      assertThat(proxy.heads.take())
          .startsWith("GET http://models.example/x HTTP/1.1\r\n")
          .contains("Host: models.example\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 407, 502})
  void aProxyThatRefusesDoesNotSpeakForTheServer(int status)
      throws IOException, InterruptedException {
    try (var proxy =
        new RawServer(_ -> "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n")) {
      var client = client(Map.of("HTTPS_PROXY", proxy.address()));
      assertThatIOException()
          .isThrownBy(() -> get(client, URI.create("https://models.example/x")))
          .withMessage("the proxy answered " + status);
      assertThat(proxy.heads.take()).startsWith("CONNECT models.example:443 HTTP/1.1\r\n");
    }
  }
}
