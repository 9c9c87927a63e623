package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aimengine.gateway.routing.Limits;
import io.aimengine.gateway.routing.Mirror;
import io.aimengine.gateway.routing.Policy;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Variant;
import java.time.Duration;
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
    assertThat(routes.models(_ -> true)).containsExactly("Qwen/Qwen3-32B", "lora", "small");
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
  void severalEnginesShareOneNameByWeightAndOneMayGetCopies() {
    var read =
        RoutesFile.read(
            "routes.yaml",
            """
            endpoints:
              - name: qwen
                engines:
                  - {engine: vllm, weight: 9, replicas: ["h:1"]}
                  - {engine: sglang, weight: 0, servedModel: other, replicas: ["h:2"]}
                mirror: {engine: sglang, percent: 10}
                limits: {concurrent: 64, held: 0, hold: 30}
            """);

    assertThat(read.problems()).isEmpty();
    var endpoint = read.routes().orElseThrow().find("qwen").orElseThrow().endpoint();
    assertThat(endpoint.variants())
        .extracting(Variant::engine, Variant::weight, Variant::model)
        .containsExactly(tuple("vllm", 9, "qwen"), tuple("sglang", 0, "other"));
    assertThat(endpoint.mirror()).contains(new Mirror("sglang", 10));
    assertThat(endpoint.limits()).isEqualTo(new Limits(64, 0, Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limits: {concurrent: 0}",
        "limits: 5",
        "limits: {most: 5}",
        "mirror: {engine: nobody}",
        "engines: x",
        "engines: [{replicas: []}]",
        "engines: [{engine: a}, {engine: a}]",
        "engines: [{engine: a, weight: -1}]",
      })
  void whatMakesNoSenseOfSeveralEnginesIsRefused(String field) {
    var read = RoutesFile.read("routes.yaml", "endpoints:\n- name: a\n  " + field + "\n");

    assertThat(read.routes()).isEmpty();
    assertThat(read.problems()).isNotEmpty();
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
