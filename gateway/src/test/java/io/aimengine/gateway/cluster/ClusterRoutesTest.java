package io.aimengine.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.ControlPlane.Component;
import io.aimengine.e2e.cluster.OnCluster;
import io.aimengine.gateway.routing.Admission;
import io.aimengine.gateway.routing.Ask;
import io.aimengine.gateway.routing.Prefix;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Router;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// On a real API server with the real EndpointSlice controller; pods run on simulated nodes.
@OnCluster
final class ClusterRoutesTest {
  private static final String AGENT = "aim-gateway/";

  private final Cluster cluster;
  private final KubernetesClient client;
  private final Router router;
  private final List<RuntimeException> troubles = new CopyOnWriteArrayList<>();
  private final ClusterRoutes routes;

  ClusterRoutesTest(Cluster cluster) {
    this.cluster = cluster;
    client = cluster.plane().client(AGENT + "test");
    routes = new ClusterRoutes(client, "", engine -> Map.of(), troubles::add);
    router = new Router(routes::wake);
  }

  @BeforeAll
  static void installs(Cluster cluster) throws IOException {
    cluster.plane().installAll(Path.of("../charts/aim-engine/crds"));
    cluster.nodes().add(1, "MI300X");
  }

  @BeforeEach
  void watches() {
    routes.watch(seen -> router.update(seen, System.nanoTime()));
  }

  @AfterEach
  void stops() {
    routes.close();
    assertThat(troubles).isEmpty();
  }

  @Test
  void anEndpointIsKnownByItsModelItsAliasesAndItsNamesAndHasItsReadyPods() {
    endpoint("chat", 1, "aliases: [small-chat]");
    pod("chat", "chat-one");
    Cluster.eventually("the pod is routed", () -> replicas("chat").size() == 1);

    var id = cluster.namespace() + "/chat";
    for (var name : List.of("org/chat", "small-chat", "chat", id)) {
      assertThat(router.routes().find(name).map(d -> d.endpoint().id())).contains(id);
    }
    var replica = replicas("chat").getFirst();
    assertThat(replica.id()).isEqualTo("chat-one");
    assertThat(replica.port()).isEqualTo(8000);
    assertThat(router.routes().find("chat").orElseThrow().endpoint().variants().getFirst().model())
        .isEqualTo("org/chat");

    pod("chat", "chat-two");
    Cluster.eventually("the second is routed", () -> replicas("chat").size() == 2);
    cluster.kubectl("delete", "pod", "chat-one", "-n", cluster.namespace()).orThrow();
    Cluster.eventually(
        "the first is gone",
        () -> replicas("chat").stream().map(Replica::id).toList().equals(List.of("chat-two")));
    cluster.kubectl("delete", "aimendpoint", "chat", "-n", cluster.namespace()).orThrow();
    Cluster.eventually("the endpoint is gone", () -> router.routes().find("chat").isEmpty());
  }

  @Test
  void theLastGoodRoutesStayWhileTheApiServerIsAwayAndChangesAreSeenAfterwards() {
    endpoint("steady", 1, "");
    pod("steady", "steady-one");
    Cluster.eventually("the pod is routed", () -> replicas("steady").size() == 1);

    cluster.plane().restart(Component.API_SERVER);
    assertThat(replicas("steady")).hasSize(1);
    Cluster.eventually(
        "the API server answers again",
        () -> cluster.kubectl("get", "--raw", "/readyz").exit() == 0);
    pod("steady", "steady-two");
    assertThat(replicas("steady")).isNotEmpty();
    Cluster.eventually("the watch goes on", () -> replicas("steady").size() == 2);
  }

  @Test
  void aRequestToASleepingEndpointIsHeldWakesItAndIsServedByItsFirstPod() throws Exception {
    endpoint("asleep", 0, "");
    Cluster.eventually("it is known", () -> router.routes().find("asleep").isPresent());
    var mark = cluster.plane().audit().mark();
    var served = new CompletableFuture<Admission>();
    for (var i = 0; i < 20; i++) {
      var ask = Ask.of("asleep", Prefix.NONE, i);
      assertThat(router.ask(ask, System.nanoTime(), served::complete))
          .isInstanceOf(Admission.Held.class);
    }
    cluster.await(
        cluster
            .client()
            .resources(AIMEndpoint.class)
            .inNamespace(cluster.namespace())
            .withName("asleep"),
        "one replica is wanted",
        object -> Integer.valueOf(1).equals(object.getSpec().replicas()));

    pod("asleep", "asleep-one");
    var dispatch = ((Admission.Sent) served.get(60, TimeUnit.SECONDS)).dispatch();
    assertThat(dispatch.replica().id()).isEqualTo("asleep-one");
    assertThat(cluster.plane().audit().since(mark, AGENT))
        .as("one write, to the scale only")
        .singleElement()
        .satisfies(write -> assertThat(write.toString()).contains("scale"));
  }

  @Test
  void anEndpointThatIsWantedAlreadyIsNotTouched() {
    endpoint("wanted", 3, "");
    Cluster.eventually("it is known", () -> router.routes().find("wanted").isPresent());
    var mark = cluster.plane().audit().mark();
    router.ask(Ask.of("wanted", Prefix.NONE, 1), System.nanoTime(), late -> {});
    routes.close();

    assertThat(cluster.plane().audit().since(mark, AGENT)).isEmpty();
  }

  private List<Replica> replicas(String name) {
    return router
        .routes()
        .find(name)
        .map(found -> found.endpoint().variants())
        .map(variants -> variants.getFirst().replicas())
        .orElse(List.of());
  }

  /// As the operator leaves it: the endpoint and its Service.
  private void endpoint(String name, int replicas, String more) {
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMEndpoint
            metadata: {name: %1$s}
            spec: {model: org/%1$s, replicas: %2$d%3$s}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: %1$s, labels: {aim.engine.amd.com/endpoint: %1$s}}
            spec:
              selector: {app.kubernetes.io/instance: %1$s}
              ports: [{name: http, port: 80, targetPort: http}]
            """
                .formatted(name, replicas, more.isEmpty() ? "" : ", " + more))
        .orThrow();
  }

  private void pod(String endpoint, String name) {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %2$s, labels: {app.kubernetes.io/instance: %1$s}}
            spec:
              containers:
              - {name: engine, image: none, ports: [{name: http, containerPort: 8000}]}
            """
                .formatted(endpoint, name))
        .orThrow();
  }
}
