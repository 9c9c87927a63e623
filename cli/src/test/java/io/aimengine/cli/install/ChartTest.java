package io.aimengine.cli.install;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The chart, through helm itself. `-Dgolden.rewrite=true` writes anew what `install` prints from.
@Tag("cluster")
class ChartTest {
  private static final Path RENDERED = Path.of("src/main/resources/io/aimengine/cli/install");
  private static final String HEAD =
      "# Rendered by helm from charts/aim-engine; ./check golden writes it anew.\n";
  private static final Helm HELM = Helm.found();

  @Test
  void isWithoutFlaws() {
    var ran = HELM.lint();
    assertThat(ran.exit()).as(ran.output()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"everywhere, watchNamespace=", "one-namespace, watchNamespace=watched"})
  void isWhatInstallPrintsFrom(String name, String setting) throws IOException {
    var ran = HELM.template(setting);
    assertThat(ran.exit()).as(ran.output()).isZero();
    var golden = RENDERED.resolve(name + ".yaml");
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(RENDERED);
      Files.writeString(golden, HEAD + ran.output());
    }
    assertThat(HEAD + ran.output()).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas=0",
        "replicas=two",
        "image.repository=",
        "image.digest=sha256:12",
        "image.tagg=1",
        "watchNamespace=Team A",
        "gpu.supplementalGroups={render}",
        "logLevel=loud",
        "metrics.port=80",
        "admission.webhook.failurePolicy=Maybe",
        "admission.webhook.timeoutSeconds=60",
        "cpu.image=a b",
        "gateway.replicas=0",
        "gateway.service.type=ExternalName",
        "unknown=1"
      })
  void refusesAValueThatMakesNoSense(String setting) {
    var ran = HELM.template(setting);
    assertThat(ran.exit()).as(ran.output()).isNotZero();
    assertThat(ran.output()).contains("don't meet the specifications of the schema");
  }

  @Test
  void followsItsValues() {
    var objects =
        read(
            "replicas=1",
            "gpu.supplementalGroups={44,109}",
            "routing.gateway=infra/public",
            "routing.path=/{.metadata.name}",
            "scaling.scaler=keda",
            "image.digest=sha256:" + "0".repeat(64),
            "admission.policy=false",
            "metrics.service=false");
    assertThat(objects.stream().map(o -> o.path("kind").asText()))
        .containsExactlyInAnyOrder(
            "ServiceAccount",
            "ClusterRole",
            "ClusterRoleBinding",
            "Role",
            "RoleBinding",
            "Deployment");
    var container =
        objects.stream()
            .filter(o -> o.path("kind").asText().equals("Deployment"))
            .findFirst()
            .orElseThrow()
            .at("/spec/template/spec/containers/0");
    assertThat(container.path("args").toString())
        .contains(
            "\"--leader-elect=false\"",
            "\"--gpu-groups=44,109\"",
            "\"--gateway=infra/public\"",
            "\"--route-path=/{.metadata.name}\"",
            "\"--scaler=keda\"");
    assertThat(container.path("image").asText()).isEqualTo("aim-engine@sha256:" + "0".repeat(64));
  }

  @Test
  void makesTheWebhookWithACertificateOfCertManagerOrOfOnesOwn() {
    var managed = read("admission.webhook.enabled=true");
    assertThat(managed.stream().map(o -> o.path("kind").asText()))
        .contains("Certificate", "Issuer", "ValidatingWebhookConfiguration");
    var hook = of(managed, "ValidatingWebhookConfiguration");
    assertThat(hook.at("/metadata/annotations").toString())
        .contains("aim-engine-system/aim-engine-operator-webhook");
    assertThat(hook.at("/webhooks/0/failurePolicy").asText()).isEqualTo("Ignore");
    assertThat(hook.at("/webhooks/0/timeoutSeconds").asInt()).isEqualTo(5);
    assertThat(of(managed, "Certificate").at("/spec/dnsNames/0").asText())
        .isEqualTo("aim-engine-operator-webhook.aim-engine-system.svc");
    assertThat(of(managed, "Deployment").toString())
        .contains("--webhook-bind-address=:9443", "\"secretName\":\"aim-engine-operator-webhook\"");

    var own =
        read(
            "admission.webhook.enabled=true",
            "admission.webhook.secretName=mine",
            "admission.webhook.caBundle=QUJD",
            "cpu.image=registry.example/aim-engine-cpu:1");
    assertThat(own.stream().map(o -> o.path("kind").asText()))
        .doesNotContain("Certificate", "Issuer");
    assertThat(of(own, "ValidatingWebhookConfiguration").at("/webhooks/0/clientConfig/caBundle"))
        .hasToString("\"QUJD\"");
    assertThat(of(own, "Deployment").toString())
        .contains("\"secretName\":\"mine\"", "--cpu-image=registry.example/aim-engine-cpu:1");

    var one = read("admission.webhook.enabled=true", "watchNamespace=team-a");
    assertThat(one.toString()).doesNotContain("webhook");
  }

  @Test
  void makesAGatewayOnlyWhenAskedWithNoMoreRightsThanItNeeds() throws IOException {
    var ran =
        HELM.template(
            "gateway.enabled=true",
            "gateway.keysSecret=keys",
            "gateway.tlsSecret=tls",
            "gateway.accessLog=true",
            "gateway.traces=http://collector:4318");
    assertThat(ran.exit()).as(ran.output()).isZero();
    var objects =
        parsed(ran.output()).stream()
            .filter(o -> o.at("/metadata/name").asText().startsWith("aim-engine-gateway"))
            .toList();
    var golden = Path.of("src/test/resources/io/aimengine/cli/install/gateway.yaml");
    var text = objects.stream().map(o -> o.toPrettyString() + "\n").collect(joining("---\n"));
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
    assertThat(of(objects, "ClusterRole").path("rules").toString())
        .doesNotContain("*", "secrets", "create", "delete", "patch");

    var one = read("gateway.enabled=true", "watchNamespace=team-a");
    assertThat(one.toString()).doesNotContain("ClusterRole").contains("--namespace=team-a");
    assertThat(read().toString()).doesNotContain("aim-engine-gateway");
  }

  private static JsonNode of(List<JsonNode> objects, String kind) {
    return objects.stream()
        .filter(o -> o.path("kind").asText().equals(kind))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  private static List<JsonNode> read(String... settings) {
    var ran = HELM.template(settings);
    assertThat(ran.exit()).as(ran.output()).isZero();
    return parsed(ran.output());
  }

  private static List<JsonNode> parsed(String yaml) {
    return Yaml.parse("chart", yaml).documents().stream().map(YamlNode::toJson).toList();
  }
}
