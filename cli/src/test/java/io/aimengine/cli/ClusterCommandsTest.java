package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `aim-engine operator` as a process, and what people ask a cluster.
@OnCluster
class ClusterCommandsTest {
  @TempDir private static Path folder;
  private static Process operator;
  private static int probes;

  private final Cluster cluster;

  ClusterCommandsTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installs(Cluster cluster) throws IOException {
    cluster.plane().installAll(Path.of("../charts/aim-engine/crds"));
    cluster.nodes().add(1, "MI300X");
    probes = freePort();
    operator =
        start(
            cluster,
            "operator",
            "-n",
            cluster.namespace(),
            "--metrics-bind-address=0",
            "--health-probe-bind-address=127.0.0.1:" + probes);
    apply(cluster, "qwen", "Qwen/Qwen3-32B");
    apply(cluster, "large", "deepseek-ai/DeepSeek-R1-0528, precision: bf16");
    awaitPhase(cluster, "qwen", "Ready");
    awaitPhase(cluster, "large", "Failed");
  }

  @AfterAll
  static void stopsAtOnceAndGivesTheLeaseAway(Cluster cluster) throws Exception {
    operator.destroy(); // SIGTERM
    assertThat(operator.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(operator.exitValue()).isZero();
    var log = Files.readAllLines(folder.resolve("operator.log"));
    assertThat(log).allMatch(line -> line.startsWith("{\"time\":"));
    assertThat(log.getLast()).contains("\"message\":\"stopped\"");
    var lease =
        cluster
            .client()
            .leases()
            .inNamespace(cluster.namespace())
            .withName("aim-engine-operator.aim.engine.amd.com")
            .get();
    assertThat(lease.getSpec().getHolderIdentity()).isNullOrEmpty();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process start(Cluster cluster, String... args) throws IOException {
    var argv = new ArrayList<>(Jvm.like());
    argv.add("io.aimengine.cli.Main");
    argv.addAll(List.of(args));
    var builder =
        new ProcessBuilder(argv)
            .redirectOutput(folder.resolve("operator.out").toFile())
            .redirectError(folder.resolve("operator.log").toFile());
    builder.environment().put("KUBECONFIG", cluster.plane().kubeconfig().toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  private static void apply(Cluster cluster, String name, String model) {
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMEndpoint
            metadata: {name: %s}
            spec: {model: %s}
            """
                .formatted(name, model))
        .orThrow();
  }

  private static void awaitPhase(Cluster cluster, String name, String phase) {
    cluster.await(
        cluster
            .client()
            .resources(AIMEndpoint.class)
            .inNamespace(cluster.namespace())
            .withName(name),
        name + " is " + phase,
        e -> e.getStatus() != null && phase.equals(e.getStatus().phase()));
  }

  private InProcess.Ran run(String... args) {
    var all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-n", cluster.namespace()));
    return InProcess.in(folder)
        .with("KUBECONFIG", cluster.plane().kubeconfig().toString())
        .run(all.toArray(String[]::new));
  }

  @Test
  void itIsReady() throws Exception {
    var uri = URI.create("http://127.0.0.1:" + probes + "/readyz");
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("ok\n");
    }
  }

  @Test
  void getListsEndpoints() {
    var ran = run("get");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).containsPattern("qwen +Qwen/Qwen3-32B +qwen3-32b-mi300x-bf16 +1 +Ready");
    assertThat(ran.out()).containsPattern("large +deepseek-ai/DeepSeek-R1-0528 +- +- +Failed +0/");

    var one = run("get", "aimep", "qwen", "-o", "json");
    assertThat(one.data().size()).isEqualTo(1);
    assertThat(one.data().at("/0/status/phase").asText()).isEqualTo("Ready");
    assertThat(run("get", "recipes").out()).startsWith("No recipes in namespace ");
    assertThat(run("get", "pods").exit()).isEqualTo(2);
    assertThat(run("get", "endpoints", "nobody").exit()).isEqualTo(2);
  }

  @Test
  void describeSaysWhy() {
    var ready = run("describe", "qwen");
    assertThat(ready.exit()).as(ready.err()).isZero();
    assertThat(ready.out())
        .containsPattern("Phase +Ready")
        .containsPattern("Recipe +qwen3-32b-mi300x-bf16 \\(\\w+\\): 1 x MI300X, bf16, vllm")
        .contains("http://qwen." + cluster.namespace() + ".svc.cluster.local:8000")
        .contains("Why this one")
        .contains("Why not another");

    var failed = run("describe", "endpoint/large", "-o", "json");
    assertThat(failed.exit()).isEqualTo(4);
    assertThat(failed.data().at("/status/phase").asText()).isEqualTo("Failed");
    assertThat(failed.data().at("/metadata/managedFields").isMissingNode()).isTrue();
  }

  @Test
  void explainAsksAboutAnEndpointAsIfItsOwnPodsWereFree() {
    var ran = run("explain", "qwen", "--cluster", "-o", "json");
    assertThat(ran.exit()).as(ran.err() + ran.out()).isZero();
    assertThat(ran.data().path("candidate").asText()).contains("qwen3-32b-mi300x-bf16");
    assertThat(run("explain", "large", "--cluster").exit()).isEqualTo(4);
    assertThat(run("explain", "nobody", "--cluster").exit()).isEqualTo(2);
  }

  @Test
  void planAsksWhatIsFreeNow() {
    var fits = run("plan", "Qwen/Qwen3-8B", "--cluster", "--gpus", "4");
    assertThat(fits.exit()).as(fits.err()).isZero();
    var tooMany = run("plan", "Qwen/Qwen3-32B", "--cluster", "--gpus", "8");
    assertThat(tooMany.exit()).as("one of the eight GPUs is held").isEqualTo(4);
    var both = run("plan", "Qwen/Qwen3-8B", "--cluster", "--hardware", "8xMI300X");
    assertThat(both.exit()).isEqualTo(2);
  }

  /// A file's endpoint without a namespace is one of the namespace that is asked.
  @Test
  void planExplainAndRenderPreferTheRecipesOfTheNamespaceAsTheOperatorDoes() throws IOException {
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMRecipe
            metadata: {name: team-phi}
            spec:
              modelId: Qwen/Qwen3-4B
              hardware: MI300X
              precision: bf16
              backend: vllm
              configurations: [{gpuCount: 1, enabled: true, args: ["--max-model-len", "4096"]}]
            """)
        .orThrow();
    var planned = run("plan", "Qwen/Qwen3-4B", "--cluster", "-o", "json");
    assertThat(planned.exit()).as(planned.err()).isZero();
    assertThat(planned.data().path("recipe_id").asText()).isEqualTo("team-phi");
    assertThat(run("explain", "Qwen/Qwen3-4B", "--cluster", "-o", "json").data().toString())
        .contains("team-phi / ");
    assertThat(run("render", "Qwen/Qwen3-4B", "--cluster").out())
        .contains("aim.engine.amd.com/recipe: team-phi / ");
    assertThat(run("plan", "Qwen/Qwen3-4B", "--cluster", "--save-bundle", "d.zip").exit()).isZero();
    var replayed = InProcess.in(folder).run("plan", "--bundle", "d.zip");
    assertThat(replayed.exit()).as(replayed.err()).isZero();
    assertThat(replayed.out()).contains("team-phi");
  }

  @Test
  void statusShowsTheWholeCluster() {
    var ran = run("status", "--cluster", "-o", "json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    var mi300x = ran.data().at("/accelerators/0");
    assertThat(mi300x.path("accelerator").asText()).isEqualTo("MI300X");
    assertThat(mi300x.path("total").asInt()).isEqualTo(8);
    assertThat(mi300x.path("free").asInt()).isEqualTo(7);
    assertThat(ran.data().at("/endpoints/Ready").asInt()).isEqualTo(1);
  }

  @Test
  void kubectlHasItAsAPlugin() throws Exception {
    var program = folder.resolve("aim-engine");
    Files.writeString(
        program, "#!/bin/sh\nexec \"$JAVA\" -cp \"$CLASSES\" io.aimengine.cli.Main \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    var plugin = Aim.checkout().resolve("scripts");
    var kubectl = cluster.plane().folder().resolve("bin/kubectl").toString();
    var builder =
        new ProcessBuilder(kubectl, "aim", "status", "-o", "json")
            .redirectErrorStream(true)
            .directory(folder.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBECONFIG", cluster.plane().kubeconfig().toString(),
                "AIM_ENGINE", program.toString(),
                "JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "CLASSES", System.getProperty("java.class.path", ""),
                "PATH", plugin + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin")));
    var process = builder.start();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("\"accelerator\" : \"MI300X\"");
  }

  @Test
  void saysWhatIsWrongWithTheWay() {
    var aim = InProcess.in(folder);
    var none = aim.run("get");
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("kube.no-config");
    aim.file(
        "dead",
        "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
            + "clusters: [{name: c, cluster: {server: 'http://127.0.0.1:1'}}]"
            + "\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u}]\n");
    var unreachable = aim.run("get", "--kubeconfig", "dead");
    assertThat(unreachable.exit()).as(unreachable.err()).isEqualTo(6);
    assertThat(aim.run("get", "--kubeconfig", "dead", "--kube-context", "x").exit()).isEqualTo(2);
    var lost = aim.run("operator", "--kubeconfig", "dead", "--log-level", "loud");
    assertThat(lost.exit()).isEqualTo(2);
  }
}
