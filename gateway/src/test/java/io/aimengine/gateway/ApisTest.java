package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each API that goes through, and what the gateway answers itself.
final class ApisTest {
  private static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n";
  private static final String PIECE = "data: {\"choices\":[{\"delta\":{}}]}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/embeddings",
        "/v1/responses",
        "/v1/messages",
        "/v1/rerank",
        "/v1/score",
        "/tokenize",
        "/detokenize"
      })
  void goesThroughToTheSamePath(String path) throws Exception {
    try (var engine = FakeEngine.json("{\"x\":1}");
        var gateway = Fronted.of(engine)) {
      assertThat(gateway.post(path, "{\"model\":\"m\"}").body()).isEqualTo("{\"x\":1}");
      assertThat(engine.next().line()).isEqualTo("POST " + path + " HTTP/1.1");
      assertThat(gateway.get(path).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void noHeaderThatClaimsAnIdentityReachesTheEngine() throws Exception {
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(engine)) {
      var request =
          gateway
              .to(Fronted.CHAT)
              .header("authorization", "Bearer secret")
              .header("x-forwarded-for", "10.0.0.1")
              .header("x-user", "root")
              .header("cookie", "a=b")
              .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
              .header("x-request-id", "mine-1");
      var got = gateway.send(request, "{\"model\":\"m\"}");

      var asked = engine.next();
      assertThat(asked.head()).doesNotContainIgnoringCase("secret", "10.0.0.1", "x-user", "cookie");
      assertThat(asked.header("traceparent")).startsWith("00-0af7");
      assertThat(asked.header("x-request-id")).isEqualTo("mine-1");
      assertThat(got.headers().firstValue("x-request-id")).contains("mine-1");
    }
  }

  @Test
  void aRecordingGoesToTheEngineOfItsModel() throws Exception {
    var file = "\u0000\u0001--x\r\n--not-the-boundary\r\n\u00e9";
    var form =
        "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
            + file
            + "\r\n--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n%s\r\n--b0--\r\n";
    try (var engine = FakeEngine.json("{\"text\":\"hi\"}");
        var gateway = Fronted.of(engine)) {
      var request =
          gateway
              .to("/v1/audio/transcriptions")
              .header("content-type", "multipart/form-data; boundary=b0");

      assertThat(gateway.send(request, form.formatted("m")).body()).isEqualTo("{\"text\":\"hi\"}");
      var asked = engine.next();
      assertThat(asked.text()).isEqualTo(form.formatted("engine-model"));
      assertThat(asked.header("content-type")).isEqualTo("multipart/form-data; boundary=b0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--b0--\r\n",
        "--b0\r\n\r\nx\r\n--b0--",
        "--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm",
        "--b0\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nm\r\n--b0--",
        "--b0\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b0\r\n"
            + "Content-Disposition: form-data; name=\"model\"\r\n\r\nn\r\n--b0--"
      })
  void aFormThatNamesNoModelClearlyIsABadRequest(String form) throws Exception {
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(engine)) {
      var request =
          gateway
              .to("/v1/audio/transcriptions")
              .header("content-type", "multipart/form-data; boundary=b0");

      assertThat(gateway.send(request, form).statusCode()).isEqualTo(400);
      assertThat(engine.asked).isEmpty();
    }
  }

  @Test
  void aStoredResponseIsFoundAtTheReplicaThatMadeIt() throws Exception {
    try (var one = FakeEngine.json("{\"id\":\"resp_1\",\"object\":\"response\"}");
        var two = FakeEngine.json("{\"id\":\"resp_2\",\"object\":\"response\"}");
        var gateway = Fronted.of(one, two)) {
      var made = gateway.post("/v1/responses", "{\"model\":\"m\",\"input\":\"x\"}").body();
      var id = made.contains("resp_1") ? "resp_1" : "resp_2";
      var maker = made.contains("resp_1") ? one : two;
      maker.next();

      for (var i = 0; i < 4; i++) {
        assertThat(gateway.get("/v1/responses/" + id).body()).isEqualTo(made);
        assertThat(maker.next().line()).isEqualTo("GET /v1/responses/" + id + " HTTP/1.1");
      }
      gateway.post("/v1/responses/" + id + "/cancel", "");
      assertThat(maker.next().line()).isEqualTo("POST /v1/responses/" + id + "/cancel HTTP/1.1");
      var more = "{\"model\":\"m\",\"previous_response_id\":\"" + id + "\"}";
      gateway.post("/v1/responses", more);
      assertThat(maker.next().text()).contains(id);
      assertThat(gateway.get("/v1/responses/resp_3").body()).contains("response_not_found");
      assertThat(one.asked).isEmpty();
      assertThat(two.asked).isEmpty();
    }
  }

  @Test
  void tokensAreCountedAndTheClientSeesNothingOfIt() throws Exception {
    try (var engine =
            new FakeEngine((asked, connection) -> {
              connection.send(FakeEngine.SSE);
              connection.chunk(PIECE);
              connection.chunk(USAGE + DONE);
              connection.send("0\r\n\r\n");
            });
        var gateway =
            Fronted.of(
                Fronted.settings().with(GatewaySettings.Usage.METERED).metricsAt(Fronted.free()),
                engine)) {
      var plain = gateway.post(Fronted.CHAT, "{\"model\":\"m\",\"stream\":true}");
      var asking =
          gateway.post(
              Fronted.CHAT,
              "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");

      assertThat(plain.body()).isEqualTo(PIECE + DONE);
      assertThat(engine.next().text()).contains("\"include_usage\":true");
      assertThat(asking.body()).isEqualTo(PIECE + USAGE + DONE);
      Fronted.await(() -> gateway.metrics().contains("status=\"200\"} 2"));
      assertThat(gateway.metrics())
          .contains("aim_gateway_tokens_total{model=\"m\",type=\"input\"} 10")
          .contains("aim_gateway_tokens_total{model=\"m\",type=\"output\"} 4")
          .contains("path=\"/v1/chat/completions\",status=\"200\"} 2")
          .contains("gen_ai_server_time_to_first_token_seconds_count{model=\"m\"} 2");
    }
  }

  @Test
  void listsTheModels() throws Exception {
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(engine)) {
      assertThat(gateway.get("/v1/models").body())
          .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\"");
      assertThat(gateway.get("/v1/models/m").body()).startsWith("{\"id\":\"m\"");
      assertThat(gateway.get("/v1/models/%6d").body()).startsWith("{\"id\":\"m\"");
      assertThat(gateway.get("/v1/models/n").statusCode()).isEqualTo(404);
      assertThat(gateway.get("/healthz").body()).isEqualTo("ok");
      assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/responses/a/b", "/v1/responses/..", "/v1/responses/%2e%2e/x"})
  void aStoredResponseIsNamedByAnIdAndNoPath(String path) throws Exception {
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(engine)) {
      assertThat(gateway.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 404 ");
      assertThat(engine.asked).isEmpty();
    }
  }

  @Test
  void errorsHaveTheFormOfTheirApi() throws Exception {
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(engine)) {
      assertThat(gateway.post("/v1/messages", "{\"model\":\"n\"}").body())
          .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\"");
      assertThat(gateway.post("/v1/responses", "{\"model\":\"n\"}").body())
          .startsWith("{\"error\":{\"message\":");
    }
  }

  @Test
  void aConnectionServesOneRequestAfterAnother() throws Exception {
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(engine)) {
      var one = Fronted.chatRequest("{\"model\":\"m\"}").replace("connection: close\r\n", "");
      var got = gateway.raw(one + one + Fronted.chatRequest("{\"model\":\"m\"}"));

      assertThat(List.of(got.split("HTTP/1.1 200", -1))).hasSize(4);
    }
  }

  @Test
  void whatTheEngineRefusesIsPassedOn() throws Exception {
    try (var engine =
            new FakeEngine((asked, connection) ->
                connection.send(FakeEngine.answer(422, "{\"detail\":\"no\"}")));
        var gateway = Fronted.of(engine)) {
      var got = gateway.post(Fronted.CHAT, "{\"model\":\"m\"}");

      assertThat(got.statusCode()).isEqualTo(422);
      assertThat(got.body()).isEqualTo("{\"detail\":\"no\"}");
    }
  }
}
