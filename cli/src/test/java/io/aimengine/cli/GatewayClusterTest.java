package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `aim-engine gateway --cluster` as a process with the rights that the chart gives it, on a real
/// API server with the real EndpointSlice controller. Pods are simulated, but their address is this
/// machine's, where a real HTTP server answers.
@OnCluster
final class GatewayClusterTest {
  @TempDir private static Path folder;
  private static HttpServer engine;
  private static GatewayProcess gateway;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Cluster cluster;

  GatewayClusterTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void starts(Cluster cluster) throws IOException {
    cluster
        .apply(Files.readString(Path.of("../charts/aim-engine/crds/aimendpoints.yaml")))
        .orThrow();
    var name = "crd/aimendpoints.aim.engine.amd.com";
    // kubectl gives up where the object has no conditions yet
    Cluster.eventually(
        "the kind is there",
        () -> cluster.kubectl("wait", "--for=condition=Established", name).exit() == 0);
    cluster.nodes().add(1, "MI300X");
    engine = HttpServer.create(new InetSocketAddress(ownAddress(), 0), 0);
    engine.createContext("/", GatewayClusterTest::answer);
    engine.start();
    var env =
        Map.of(
            "KUBECONFIG", kubeconfig(cluster).toString(),
            "AIM_STATE_DIR", folder.resolve("state").toString());
    gateway = GatewayProcess.here(folder, env, "--cluster");
  }

  @AfterAll
  static void stops() {
    gateway.close();
    engine.stop(0);
  }

  /// An API server takes no loopback address for a pod.
  private static InetAddress ownAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst()
        .orElseThrow(() -> new IOException("this machine has no address but its loopback"));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    var asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var answer = ("{\"path\":\"" + exchange.getRequestURI() + "\",\"asked\":" + asked + "}");
    var bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("content-type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /// That of a service account with the chart's rights for a gateway, and no others.
  private static Path kubeconfig(Cluster cluster) throws IOException {
    var rules = Files.readString(Path.of("../charts/aim-engine/rbac/gateway.yaml"));
    cluster
        .apply(
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: gateway}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: gateway-%1$s}
            rules:
            %2$s
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: gateway-%1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: gateway-%1$s}
            subjects: [{kind: ServiceAccount, name: gateway, namespace: %1$s}]
            """
                .formatted(cluster.namespace(), rules))
        .orThrow();
    var token = cluster.kubectl("create", "token", "gateway").orThrow().output().strip();
    var text = Files.readString(cluster.plane().kubeconfig());
    var own =
        text.replaceAll("user: \\{client-certificate-data.*", "user: {token: " + token + "}}]");
    assertThat(own).doesNotContain("client-key-data");
    return Files.writeString(folder.resolve("kubeconfig"), own);
  }

  @Test
  void aRequestReachesAPodUnderEachNameOfItsEndpoint() throws Exception {
    endpoint("awake", 1, "aliases: [small]");
    pod("awake");
    awaitKnown("small");
    assertThat(GatewayProcess.get(gateway.url() + "/models"))
        .as("one entry for each endpoint")
        .contains("\"org/awake\"")
        .doesNotContain("\"small\"", "\"awake\"");

    for (var name : new String[] {"org/awake", "small", "awake", cluster.namespace() + "/awake"}) {
      var answer = ask(name);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"path\":\"/v1/chat/completions\"", "\"model\":\"org/awake\"");
    }
    assertThat(ask("nobody").statusCode()).isEqualTo(404);
  }

  @Test
  void aRequestWakesAnEndpointWithoutReplicasAndIsAnsweredByItsFirstPod() throws Exception {
    endpoint("asleep", 0, "aliases: [sleeper]");
    awaitKnown("sleeper");

    var answer =
        CompletableFuture.supplyAsync(() -> {
          try {
            return ask("sleeper");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    cluster.await(
        cluster
            .client()
            .resources(AIMEndpoint.class)
            .inNamespace(cluster.namespace())
            .withName("asleep"),
        "one replica is wanted",
        object -> Integer.valueOf(1).equals(object.getSpec().replicas()));
    assertThat(answer).isNotDone();

    pod("asleep");
    assertThat(answer.get(60, TimeUnit.SECONDS).body()).contains("\"model\":\"org/asleep\"");
  }

  private static void awaitKnown(String name) {
    Cluster.eventually(
        name + " is known",
        () ->
            GatewayProcess.get(gateway.url() + "/models/" + name).startsWith("{\"id\":\"" + name));
  }

  private static HttpResponse<String> ask(String model) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(gateway.url() + "/chat/completions"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\"}"));
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// As the operator leaves it: the endpoint and its Service.
  private void endpoint(String name, int replicas, String more) {
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMEndpoint
            metadata: {name: %1$s}
            spec: {model: org/%1$s, replicas: %2$d, %3$s}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: %1$s, labels: {aim.engine.amd.com/endpoint: %1$s}}
            spec:
              selector: {app.kubernetes.io/instance: %1$s}
              ports: [{name: http, port: 80, targetPort: http}]
            """
                .formatted(name, replicas, more))
        .orThrow();
  }

  /// A ready pod that answers at this machine's address; its Service sees it once that is so.
  private void pod(String endpoint) {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %1$s-one}
            spec:
              containers:
              - {name: engine, image: none, ports: [{name: http, containerPort: %2$d}]}
            """
                .formatted(endpoint, engine.getAddress().getPort()))
        .orThrow();
    var pod = endpoint + "-one";
    cluster.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "pod/" + pod).orThrow();
    var address = engine.getAddress().getAddress().getHostAddress();
    var status =
        "{\"status\":{\"podIP\":\"%1$s\",\"podIPs\":[{\"ip\":\"%1$s\"}]}}".formatted(address);
    cluster
        .kubectl(
            "patch",
            "pod",
            pod,
            "--subresource=status",
            "--type=merge",
            "-p",
            status.formatted(address))
        .orThrow();
    cluster.kubectl("label", "pod", pod, "app.kubernetes.io/instance=" + endpoint).orThrow();
  }
}
