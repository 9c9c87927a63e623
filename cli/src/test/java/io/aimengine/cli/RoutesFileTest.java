package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.routing.Policy;
import io.aimengine.gateway.routing.Replica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutesFileTest {
  @Test
  void namesLeadToReplicas() {
    var read =
        RoutesFile.read(
            "routes.yaml",
            """
            endpoints:
              - name: qwen
                models: [Qwen/Qwen3-32B, qwen]
                servedModel: served
                replicas: ["http://127.0.0.1:8001/", "[::1]:8002"]
                adapters: [lora]
                fallbacks: [small]
                policy: prefix-aware
              - name: small
                replicas: []
            """);

    assertThat(read.problems()).isEmpty();
    var routes = read.routes().orElseThrow();
    assertThat(routes.models()).containsExactly("Qwen/Qwen3-32B", "lora", "qwen", "small");
    var endpoint = routes.find("qwen").orElseThrow().endpoint();
    assertThat(endpoint.policy()).isEqualTo(Policy.PREFIX_AWARE);
    assertThat(endpoint.fallbacks()).containsExactly("small");
    assertThat(endpoint.variants().getFirst().model()).isEqualTo("served");
    assertThat(endpoint.variants().getFirst().replicas())
        .containsExactly(
            Replica.ready("127.0.0.1:8001", "127.0.0.1", 8001),
            Replica.ready("[::1]:8002", "::1", 8002));
  }

  @Test
  void allMistakesAreToldAtOnceWithTheirPlaces() {
    var read =
        RoutesFile.read(
            "routes.yaml",
            """
            endpoints:
              - name: a
                replica: x
                policy: best
                replicas: ["https://h:1", "h", "http://h:1/v1", 5]
              - replicas: []
              - x
            """);

    assertThat(read.routes()).isEmpty();
    assertThat(read.problems()).hasSize(8).allMatch(p -> p.code().equals("gateway.routes"));
    assertThat(read.problems().getFirst().toString()).contains("replica");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "endpoints: x", "a: 1", "endpoints: [", "---\n---\n"})
  void whatIsNoListOfEndpointsIsRefused(String text) {
    assertThat(RoutesFile.read("routes.yaml", text).routes()).isEmpty();
  }
}
