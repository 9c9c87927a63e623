package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// What engines tell of themselves, and what becomes of it.
final class LoadWatchTest {
  private static FakeEngine engine(String waiting) {
    var page =
        """
        # TYPE vllm:num_requests_waiting gauge
        vllm:num_requests_running{model_name="m"} 1.0
        vllm:num_requests_waiting{model_name="m"} %s
        vllm:kv_cache_usage_perc{model_name="m"} 0.5
        """
            .formatted(waiting);
    return new FakeEngine((asked, connection) ->
        connection.send(
            FakeEngine.answer(200, asked.line().startsWith("GET /metrics ") ? page : "{}")));
  }

  @Test
  void anEngineWithAQueueGetsNothingWhileAnotherHasNone() throws Exception {
    try (var busy = engine("50");
        var idle = engine("0");
        var gateway = Fronted.of(Fronted.settings().metricsAt(Fronted.free()), busy, idle)) {
      var told =
          "aim_gateway_replica_waiting{endpoint=\"m\",replica=\"127.0.0.1:"
              + busy.port()
              + "\"} 50.0";
      Fronted.await(() -> gateway.metrics().contains(told));

      for (var i = 0; i < 20; i++) {
        var answer = gateway.post(Fronted.CHAT, "{\"model\":\"m\",\"seed\":" + i + "}");
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      assertThat(busy.asked).noneMatch(asked -> asked.line().startsWith("POST"));
      assertThat(idle.asked.stream().filter(asked -> asked.line().startsWith("POST"))).hasSize(20);
    }
  }

  @Test
  void anEnginesOwnNamesAreRead() {
    var load =
        EnginePage.read(
            Map.of("running", "sg:run", "waiting", "sg:wait", "kv_use", "sg:kv"),
            "sg:run 3\nsg:wait{a=\"b\"} 4\nsg:kv 0.25\n");

    assertThat(load.running()).isEqualTo(3);
    assertThat(load.waiting()).isEqualTo(4);
    assertThat(load.kvUse()).isEqualTo(0.25);
  }

  @Test
  void theAdaptersThatRanLastAreTheLoadedOnes() {
    var load =
        EnginePage.read(
            Map.of(),
            """
            vllm:lora_requests_info{max_lora="2",running_lora_adapters="old",waiting_lora_adapters=""} 1.0e+09
            vllm:lora_requests_info{max_lora="2",running_lora_adapters="one,two",waiting_lora_adapters=""} 1.7e+09
            """);

    assertThat(load.adapters()).containsExactlyInAnyOrder("one", "two");
    assertThat(EnginePage.read(Map.of(), "garbage {{{ \n\0").adapters()).isEmpty();
  }
}
