package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The access log and the traces.
final class ObserversTest {
  private static final String SECRET = "my secret question";
  private static final String ASK =
      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + SECRET + "\"}]}";
  private static final String ANSWER =
      "{\"choices\":[\"my secret answer\"],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}";

  private static GatewaySettings metered() {
    return Fronted.settings().with(GatewaySettings.Usage.METERED);
  }

  @Test
  void everyRequestIsALineWithoutWhatWasSaid() throws Exception {
    var out = new ByteArrayOutputStream();
    var log = new AccessLog(out, Clock.systemUTC());
    var observers = new Observers(Optional.of(log), Optional.empty());
    try (var engine = FakeEngine.json(ANSWER);
        var gateway = Fronted.of(metered(), Access.open(Clock.systemUTC()), observers, engine)) {
      gateway.post(Fronted.CHAT, ASK);
      gateway.post(Fronted.CHAT, "{\"model\":\"n\\no\\\"body\"}");
      gateway.get("/v1/load_lora_adapter");
      gateway.get("/healthz");
    }
    var text = out.toString(StandardCharsets.UTF_8);
    assertThat(text).doesNotContain("secret");
    var json = new ObjectMapper();
    var lines = text.lines().toList();
    assertThat(lines).hasSize(3);
    var first = json.readTree(lines.getFirst());
    assertThat(first.path("path").asText()).isEqualTo(Fronted.CHAT);
    assertThat(first.path("model").asText()).isEqualTo("m");
    assertThat(first.path("status").asInt()).isEqualTo(200);
    assertThat(first.path("end").asText()).isEqualTo("complete");
    assertThat(first.path("input_tokens").asInt()).isEqualTo(7);
    assertThat(first.path("replica").asText()).startsWith("127.0.0.1:");
    assertThat(json.readTree(lines.get(1)).path("model").asText()).isEqualTo("n\no\"body");
    assertThat(json.readTree(lines.get(1)).path("status").asInt()).isEqualTo(404);
    assertThat(json.readTree(lines.get(2)).path("status").asInt()).isEqualTo(404);
  }

  @Test
  void aRequestIsASpanOfItsClientsTraceAndTheEnginesParent() throws Exception {
    var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    var client = "00f067aa0ba902b7";
    try (var collector = FakeEngine.json("{}");
        var engine = FakeEngine.json(ANSWER)) {
      var traces =
          Traces.to(
              URI.create("http://127.0.0.1:" + collector.port()), Map.of("x-team", "blue"), 0);
      var observers = new Observers(Optional.empty(), Optional.of(traces));
      try (var gateway = Fronted.of(metered(), Access.open(Clock.systemUTC()), observers, engine)) {
        var request =
            gateway
                .to(Fronted.CHAT)
                .header("traceparent", "00-" + trace + "-" + client + "-01")
                .header("tracestate", "vendor=1");
        assertThat(gateway.send(request, ASK).statusCode()).isEqualTo(200);
        // brings no trace, and none of these are traced
        gateway.post(Fronted.CHAT, ASK);
      }
      var asked = engine.next();
      assertThat(asked.header("traceparent"))
          .matches("00-" + trace + "-[0-9a-f]{16}-01")
          .doesNotContain(client);
      assertThat(asked.header("tracestate")).isEqualTo("vendor=1");
      assertThat(engine.next().header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]");

      var sent = collector.next();
      assertThat(sent.line()).startsWith("POST /v1/traces ");
      assertThat(sent.header("x-team")).isEqualTo("blue");
      assertThat(sent.text())
          .containsOnlyOnce("chat m")
          .contains("aim-engine-gateway", "gen_ai.request.model", "first_token")
          .doesNotContain("secret");
      assertThat(collector.asked).isEmpty();
    }
  }

  @Test
  void aCollectorThatIsAwayHarmsNobody() throws Exception {
    int free;
    try (var closed = new java.net.ServerSocket(0)) {
      free = closed.getLocalPort();
    }
    var traces = Traces.to(URI.create("http://127.0.0.1:" + free), Map.of(), 1);
    var observers = new Observers(Optional.empty(), Optional.of(traces));
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(metered(), Access.open(Clock.systemUTC()), observers, engine)) {
      assertThat(gateway.post(Fronted.CHAT, ASK).statusCode()).isEqualTo(200);
    }
  }
}
