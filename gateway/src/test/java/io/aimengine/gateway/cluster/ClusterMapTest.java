package io.aimengine.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.gateway.routing.Limits;
import io.aimengine.gateway.routing.Policy;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import io.aimengine.render.GatewayWishes;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClusterMapTest {
  private static final AIMEndpoint CHAT =
      endpoint("team", "chat", "{model: org/chat, aliases: [small]}", "{}");

  @Test
  void readyPodsServeEndingOnesDrainAndOthersAreNotThere() {
    var slice =
        slice(
            "team",
            "chat",
            """
            - {addresses: [10.0.0.1], targetRef: {name: ready}, conditions: {ready: true, serving: true, terminating: false}}
            - {addresses: [10.0.0.2], targetRef: {name: ends}, conditions: {ready: false, serving: true, terminating: true}}
            - {addresses: [10.0.0.3], targetRef: {name: ended}, conditions: {ready: false, serving: false, terminating: true}}
            - {addresses: [10.0.0.4], targetRef: {name: starts}, conditions: {ready: false, serving: false, terminating: false}}
            - {addresses: [10.0.0.5], conditions: {}}
            """);

    assertThat(replicas(ClusterMap.routes(List.of(CHAT), List.of(slice))))
        .containsExactly(
            Replica.ready("ready", "10.0.0.1", 8000),
            Replica.ready("ends", "10.0.0.2", 8000).draining(),
            Replica.ready("10.0.0.5", "10.0.0.5", 8000));
  }

  @Test
  void slicesOfNamesakesAndOthersAndEmptyOnesAddNothing() {
    var ready = "- {addresses: [10.0.0.1], conditions: {ready: true}}";
    var empty = slice("team", "chat", "- {addresses: [10.0.0.9]}");
    empty.setPorts(null);
    empty.setEndpoints(null);
    var slices = List.of(slice("other", "chat", ready), slice("team", "code", ready), empty);

    assertThat(replicas(ClusterMap.routes(List.of(CHAT), slices))).isEmpty();
  }

  @Test
  void twoEndpointsOfOneModelAreBothFoundByTheirOwnNames() {
    var other = endpoint("zoo", "chat", "{model: {id: ignored}}", "{model: org/chat}");
    var routes = ClusterMap.routes(List.of(other, CHAT), List.of());

    assertThat(id(routes, "org/chat")).isEqualTo("team/chat");
    assertThat(id(routes, "small")).isEqualTo("team/chat");
    assertThat(id(routes, "team/chat")).isEqualTo("team/chat");
    assertThat(id(routes, "zoo/chat")).isEqualTo("zoo/chat");
    assertThat(routes.conflicts()).hasSize(2);
  }

  @Test
  void anEndpointWhoseModelNobodyKnowsYetIsNotRouted() {
    var unplanned = endpoint("team", "new", "{model: {id: org/new}}", "{}");

    assertThat(ClusterMap.routes(List.of(unplanned), List.of()).endpoints()).isEmpty();
  }

  @Test
  void theLastStartIsTheForecastOfTheNext() {
    var known = endpoint("team", "known", "{model: m}", "{startup: {totalSeconds: 95}}");

    assertThat(ClusterMap.starts(List.of(known, CHAT)))
        .isEqualTo(Map.of("team/known", Duration.ofSeconds(95)));
  }

  @Test
  void theEngineOfTheChosenRecipeIsTheVariantsName() {
    var planned = endpoint("team", "e", "{model: m}", "{selectedRecipe: {backend: sglang}}");
    var routes = ClusterMap.routes(List.of(planned), List.of());

    assertThat(routes.endpoints().getFirst().variants().getFirst().engine()).isEqualTo("sglang");
  }

  @Test
  void aReleaseOnTrialIsItsOwnVariantWithTheWeightThatTheStatusSays() {
    var tried =
        endpoint(
            "team",
            "chat",
            "{model: m}",
            "{model: m, canary: {traffic: Gateway, weight: 20, verdict: OnTrial}}");
    var one = "- {addresses: [10.0.0.1], targetRef: {name: one}, conditions: {ready: true}}";
    var two = "- {addresses: [10.0.0.2], targetRef: {name: two}, conditions: {ready: true}}";
    var slices =
        List.of(
            slice("team", "chat", one + "\n" + two),
            component(slice("team", "chat", one), "stable"),
            component(slice("team", "chat", two), "canary"));

    assertThat(ClusterMap.routes(List.of(tried), slices).endpoints().getFirst().variants())
        .extracting(Variant::name, Variant::weight, v -> v.replicas().getFirst().id())
        .containsExactly(tuple("stable", 80, "one"), tuple("canary", 20, "two"));
    // divided by somebody else, or not ready yet: one service, every pod once
    assertThat(replicas(ClusterMap.routes(List.of(CHAT), slices))).hasSize(2);
    assertThat(ClusterMap.routes(List.of(tried), slices.subList(0, 2)).endpoints())
        .allMatch(endpoint -> endpoint.variants().size() == 1);
  }

  @Test
  void annotationsAndEngineArgumentsSayWhatTheGatewayIsToDo() {
    var wishes =
        endpoint(
            "team",
            "wishes",
            "{model: m, customArgs: [--lora-modules, sql=/a, 'fr=/b', --seed, '1'],"
                + " engineConfig: {vllm: {customArgs: {lora-modules: [{name: de, path: /c}]}}}}",
            "{}");
    wishes
        .getMetadata()
        .setAnnotations(
            Map.of(
                "aim.engine.amd.com/fallbacks", "small, other",
                "aim.engine.amd.com/adapters", "own",
                "aim.engine.amd.com/policy", "least-outstanding",
                "aim.engine.amd.com/concurrent", "8",
                "aim.engine.amd.com/held", "many",
                "aim.engine.amd.com/hold", "60"));
    var endpoint = ClusterMap.routes(List.of(wishes), List.of()).endpoints().getFirst();

    assertThat(endpoint.fallbacks()).containsExactly("small", "other");
    assertThat(endpoint.adapters()).containsExactly("own", "sql", "fr", "de");
    assertThat(endpoint.policy()).isEqualTo(Policy.LEAST_OUTSTANDING);
    assertThat(endpoint.limits())
        .isEqualTo(new Limits(8, Limits.DEFAULT.held(), Duration.ofMinutes(1)));
  }

  @Test
  void everyPolicyHasAnAnnotation() {
    assertThat(GatewayWishes.POLICIES.stream().map(ClusterMap::policy))
        .containsExactly(Policy.values());
  }

  private static EndpointSlice component(EndpointSlice slice, String component) {
    slice.getMetadata().getLabels().put("app.kubernetes.io/component", component);
    return slice;
  }

  private static String id(Routes routes, String name) {
    return routes.find(name).orElseThrow().endpoint().id();
  }

  private static List<Replica> replicas(Routes routes) {
    return routes.endpoints().getFirst().variants().getFirst().replicas();
  }

  private static AIMEndpoint endpoint(String namespace, String name, String spec, String status) {
    return Serialization.unmarshal(
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {namespace: %s, name: %s}
        spec: %s
        status: %s
        """
            .formatted(namespace, name, spec, status),
        AIMEndpoint.class);
  }

  private static EndpointSlice slice(String namespace, String endpoint, String endpoints) {
    return Serialization.unmarshal(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {namespace: %s, name: %s-x, labels: {aim.engine.amd.com/endpoint: %s}}
        addressType: IPv4
        ports: [{name: metrics, port: 9000}, {name: http, port: 8000}]
        endpoints:
        %s\
        """
            .formatted(namespace, endpoint, endpoint, endpoints),
        EndpointSlice.class);
  }
}
