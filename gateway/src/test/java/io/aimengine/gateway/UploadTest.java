package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Recordings too large to be kept: once the model is known, they go on as they come.
final class UploadTest {
  private static final String PATH = "/v1/audio/transcriptions";
  private static final String TYPE = "multipart/form-data; boundary=b0";
  private static final String SAID = "{\"text\":\"hi\"}";
  private static final int SIZE = 2 << 20;

  private static String part(String name, String content) {
    return "--b0\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + content
        + "\r\n";
  }

  private static String form(String model, String rest) {
    return part("model", model)
        + part("file", "\u0000-\r\n".repeat(SIZE / 4))
        + rest
        + "--b0--\r\n";
  }

  private static String head(int length) {
    return "POST "
        + PATH
        + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: "
        + TYPE
        + "\r\ncontent-length: "
        + length
        + "\r\n\r\n";
  }

  private static HttpResponse<String> chunked(Fronted gateway, String form)
      throws IOException, InterruptedException {
    var bytes = form.getBytes(StandardCharsets.ISO_8859_1);
    var body = HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    return gateway.send(gateway.to(PATH).header("content-type", TYPE).POST(body));
  }

  @Test
  void goOnToTheEngineAsTheyCome() throws Exception {
    var form = form("m", "");
    try (var engine = FakeEngine.json(SAID);
        var gateway = Fronted.of(engine);
        var client = gateway.connect()) {
      Fronted.write(client, head(form.length()) + form.substring(0, SIZE / 2));
      Fronted.await(() -> engine.received.get() > SIZE / 4);
      assertThat(engine.asked).isEmpty();
      Fronted.write(client, form.substring(SIZE / 2));

      assertThat(Fronted.rest(client)).startsWith("HTTP/1.1 200").endsWith(SAID);
      assertThat(engine.next().text()).isEqualTo(form("engine-model", ""));
    }
  }

  @Test
  void mayHaveNoLength() throws Exception {
    try (var engine = FakeEngine.json(SAID);
        var gateway = Fronted.of(engine)) {
      assertThat(chunked(gateway, form("m", "")).body()).isEqualTo(SAID);
      var asked = engine.next();
      assertThat(asked.header("transfer-encoding")).isEqualTo("chunked");
      assertThat(asked.text()).isEqualTo(form("engine-model", ""));
    }
  }

  @Test
  void cannotNameAnotherModelLater() throws Exception {
    try (var engine = FakeEngine.json(SAID);
        var gateway = Fronted.of(engine)) {
      var refused = chunked(gateway, form("m", part("model", "other")));

      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("invalid_body", "there twice");
      assertThat(engine.asked).isEmpty();
    }
  }

  @Test
  void areRefusedWhenTheyBreakOff() throws Exception {
    var form = form("m", "").replace("--b0--", "");
    try (var engine = FakeEngine.json(SAID);
        var gateway = Fronted.of(engine)) {
      assertThat(chunked(gateway, form).statusCode()).isEqualTo(400);
      assertThat(engine.asked).isEmpty();
    }
  }

  @Test
  void areNeverLongerThanAllowed() throws Exception {
    try (var engine = FakeEngine.json(SAID);
        var gateway = Fronted.of(Fronted.settings().largestBody(1 << 20), engine)) {
      assertThat(chunked(gateway, form("m", "")).statusCode()).isEqualTo(413);
      assertThat(engine.asked).isEmpty();
    }
  }

  @Test
  void forAModelThatNobodyServesAreRefused() throws Exception {
    try (var engine = FakeEngine.json(SAID);
        var gateway = Fronted.of(engine)) {
      assertThat(chunked(gateway, form("nobody", "")).statusCode()).isEqualTo(404);
      assertThat(engine.received).hasValue(0);
    }
  }

  @Test
  void goToAnotherReplicaWhileNoneHasThem() throws Exception {
    int gone;
    try (var closed = FakeEngine.json(SAID)) {
      gone = closed.port();
    }
    try (var engine = FakeEngine.json(SAID);
        var gateway = Fronted.at(Fronted.settings(), gone, engine.port())) {
      for (var i = 0; i < 4; i++) {
        assertThat(chunked(gateway, form("m", "")).body()).isEqualTo(SAID);
      }
    }
  }

  @Test
  void anEngineThatBreaksOffIsToldOf() throws Exception {
    try (var engine = new FakeEngine((asked, connection) -> connection.reset());
        var gateway = Fronted.of(engine)) {
      assertThat(chunked(gateway, form("m", "")).statusCode()).isEqualTo(502);
    }
  }

  @Test
  void endWhenTheClientSendsNoMore() throws Exception {
    var form = form("m", "");
    var impatient = Fronted.patience(Timeouts.DEFAULT.head(), Duration.ofMillis(300));
    try (var engine = FakeEngine.json(SAID);
        var gateway = Fronted.of(Fronted.settings().with(impatient), engine);
        var client = gateway.connect()) {
      Fronted.write(client, head(form.length()) + form.substring(0, SIZE / 2));

      assertThat(Fronted.rest(client)).startsWith("HTTP/1.1 408");
      assertThat(engine.asked).isEmpty();
    }
  }

  @Test
  void endWithTheirClient() throws Exception {
    var form = form("m", "");
    try (var engine = FakeEngine.json(SAID);
        var gateway = Fronted.of(engine)) {
      try (var client = gateway.connect()) {
        Fronted.write(client, head(form.length()) + form.substring(0, SIZE / 2));
        Fronted.await(() -> engine.received.get() > SIZE / 4);
      }
      Fronted.await(() -> !engine.isConnected());
      assertThat(engine.asked).isEmpty();
    }
  }
}
