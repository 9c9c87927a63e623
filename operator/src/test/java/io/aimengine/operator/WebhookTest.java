package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API server asks the operator before it takes an object; without policies, so that nothing
/// else refuses.
@OnCluster
class WebhookTest {
  private static final String CONFIGURATION =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: "%1$s"}
      webhooks:
      - name: test.aim.engine.amd.com
        admissionReviewVersions: [v1]
        sideEffects: None
        failurePolicy: Fail
        timeoutSeconds: 30
        clientConfig: {url: "https://127.0.0.1:%2$d/validate", caBundle: %3$s}
        namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "%1$s"}}
        rules:
        - apiGroups: [aim.engine.amd.com]
          apiVersions: [v1alpha1]
          operations: [CREATE, UPDATE]
          resources: [aimendpoints, aimrecipes, aimcaches]
      """;

  @TempDir private static Path folder;
  private static KubernetesClient client;
  private static AimOperator operator;
  private static AdmissionServer server;

  private final Cluster cluster;

  WebhookTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installs(Cluster cluster) throws Exception {
    Kinds.install(cluster);
    for (var policy : new String[] {"aimendpoints", "aimrecipes"}) {
      var name = policy + ".aim.engine.amd.com";
      cluster.kubectl("delete", "validatingadmissionpolicybinding", name).orThrow();
    }
    cluster
        .apply(
            Operated.manifest("older", "model: Qwen/Qwen9-8B")
                + Operated.manifest("fine", "model: Qwen/Qwen3-8B"))
        .orThrow();
    cluster.nodes().add(1, "MI300X");
    var pair = TestCertificate.write(folder);
    client = cluster.plane().client("aim-operator/webhook");
    operator =
        AimOperator.start(
            client,
            Catalogs.builtin(),
            io.aimengine.render.Cluster.plain(),
            InstantSource.system());
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = AdmissionServer.start(address, folder, operator);
    var bundle = Base64.getEncoder().encodeToString(pair.getBytes(TestCertificate.CHARSET));
    var yaml = CONFIGURATION.formatted(cluster.namespace(), server.address().getPort(), bundle);
    cluster.plane().kubectl(yaml, "apply", "-f", "-").orThrow();
    Cluster.eventually(
        "the webhook is asked", () -> refusal(cluster, "model: Qwen/Qwen9-8B").contains("denied"));
  }

  @AfterAll
  static void stops(Cluster cluster) {
    cluster.kubectl("delete", "validatingwebhookconfiguration", cluster.namespace()).orThrow();
    server.close();
    operator.close();
    client.close();
  }

  private static String refusal(Cluster cluster, String spec) {
    return dry(cluster, Operated.manifest("asked", spec));
  }

  /// What kubectl says of it: the refusal, or warnings and nothing.
  private static String dry(Cluster cluster, String yaml) {
    var ran =
        cluster
            .plane()
            .kubectl(yaml, "-n", cluster.namespace(), "create", "--dry-run=server", "-f", "-");
    return (ran.exit() == 0 ? "" : "denied: ") + ran.errors();
  }

  @Test
  void refusesAllMistakesAtOnceWithTheirCodes() {
    assertThat(refusal(cluster, "model: Qwen/Qwen9-8B, hardware: MI399X"))
        .startsWith("denied")
        .contains("[model.unknown]", "did you mean", "[hardware.unknown]", "MI399X");
    assertThat(
            refusal(
                cluster,
                "model: Qwen/Qwen3-8B, precision: fp8, recipe: {backend: vllm, precision: bf16}"))
        .startsWith("denied")
        .contains("precision");
  }

  @Test
  void warnsOfWhatHardwareOrAnotherObjectCouldMend() {
    assertThat(refusal(cluster, "model: Qwen/Qwen3-8B, hardware: MI325X"))
        .startsWith("Warning: [plan.infeasible]")
        .contains("would fit: ");
    assertThat(refusal(cluster, "model: Qwen/Qwen3-8B, customRecipe: comes-later"))
        .startsWith("Warning: [recipe.unknown]");
    assertThat(refusal(cluster, "model: Qwen/Qwen3-8B")).isBlank();
  }

  @Test
  void refusesRecipesThatTheChecksRefuse() {
    var recipe =
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMRecipe
        metadata: {name: wrong}
        spec:
          modelId: Qwen/Qwen3-8B
          hardware: MI300X
          precision: bf16
          backend: vllm
          configurations: [{gpuCount: 1, enabled: true, args: ["--max-model-length", "8192"]}]
        """;
    assertThat(dry(cluster, recipe)).startsWith("denied").contains("[", "--max-model-length");
    assertThat(dry(cluster, recipe.replace("-length", "-len"))).doesNotContain("denied");
  }

  @Test
  void leavesAloneWhatIsOlderAndWhoseSpecStays() {
    cluster.kubectl("label", "aimep/older", "team=a").orThrow();
    assertThat(
            cluster
                .kubectl(
                    "patch", "aimep/older", "--type=merge", "-p", "{\"spec\":{\"goal\":\"cost\"}}")
                .errors())
        .contains("[model.unknown]");
    cluster.kubectl("delete", "aimep/older").orThrow();
  }

  @Test
  void takesARenewedCertificateWithoutAStart() throws Exception {
    var before = TestCertificate.of(server.address());
    var renewed = TestCertificate.write(folder);
    Cluster.eventually(
        "the new certificate is shown", () -> !TestCertificate.of(server.address()).equals(before));
    var bundle = Base64.getEncoder().encodeToString(renewed.getBytes(TestCertificate.CHARSET));
    var yaml = CONFIGURATION.formatted(cluster.namespace(), server.address().getPort(), bundle);
    cluster.plane().kubectl(yaml, "apply", "-f", "-").orThrow();
    Cluster.eventually(
        "the API server trusts it",
        () -> refusal(cluster, "model: Qwen/Qwen9-8B").contains("[model.unknown]"));
  }

  @Test
  void answersNobodyButTheApiServersQuestions() throws IOException {
    assertThat(TestCertificate.post(server.address(), "/validate", "{}")).isEqualTo(400);
    assertThat(TestCertificate.post(server.address(), "/validate", "no json")).isEqualTo(400);
    assertThat(TestCertificate.post(server.address(), "/other", "{}")).isEqualTo(404);
    var large = " ".repeat((4 << 20) + 1);
    assertThat(TestCertificate.post(server.address(), "/validate", large)).isEqualTo(413);
  }
}
