package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnCluster
class PolicyTest {
  private static final String SECRET =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMEndpoint
      metadata:
        name: older
        finalizers: [test.example/held]
      spec: {model: a/b, env: {HF_TOKEN: plain}}
      """;

  private final Cluster cluster;

  PolicyTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installs(Cluster cluster) {
    Kinds.install(cluster);
  }

  /// Otherwise an object older than the policy could never lose its finalizer.
  @Test
  void letsAnObjectOlderThanThePolicyBeLabelledAndDeleted() {
    cluster.kubectl("delete", "validatingadmissionpolicybinding", Kinds.ENDPOINTS).orThrow();
    Cluster.eventually("the policy is off", () -> cluster.apply(SECRET).exit() == 0);
    Kinds.install(cluster);
    cluster.kubectl("label", "aimep/older", "team=a").orThrow();
    assertThat(
            cluster
                .kubectl(
                    "patch", "aimep/older", "--type=merge", "-p", "{\"spec\":{\"goal\":\"cost\"}}")
                .errors())
        .contains("[spec.secret-in-manifest] spec.env.HF_TOKEN");
    cluster.kubectl("delete", "aimep/older", "--wait=false").orThrow();
    cluster
        .kubectl(
            "patch", "aimep/older", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}")
        .orThrow();
    assertThat(cluster.kubectl("get", "aimep/older", "--ignore-not-found").orThrow().output())
        .isEmpty();
  }

  @Test
  void concernsOurKindsOnly() throws IOException {
    for (var policy : new String[] {"aimendpoints", "aimrecipes"}) {
      var ran =
          cluster.kubectl(
              "get", "validatingadmissionpolicy", policy + ".aim.engine.amd.com", "-o", "json");
      var spec = new ObjectMapper().readTree(ran.orThrow().output()).get("spec");
      assertThat(spec.at("/matchConstraints/resourceRules")).hasSize(1);
      var rule = spec.at("/matchConstraints/resourceRules/0");
      assertThat(rule.get("apiGroups").toString()).isEqualTo("[\"aim.engine.amd.com\"]");
      assertThat(rule.get("resources").toString()).isEqualTo("[\"" + policy + "\"]");
    }
  }

  @Test
  void isWellTypedForTheApiServer() {
    var warnings = "jsonpath={.items[*].status.typeChecking.expressionWarnings}";
    Cluster.eventually(
        "the API server has checked the types",
        () ->
            cluster
                .kubectl(
                    "get",
                    "validatingadmissionpolicy",
                    "-o",
                    "jsonpath={.items[*].status.typeChecking}")
                .output()
                .contains("{}"));
    assertThat(
            cluster.kubectl("get", "validatingadmissionpolicy", "-o", warnings).orThrow().output())
        .isBlank();
  }

  /// An autoscaler cannot read the scale of an object whose `spec.replicas` is missing.
  @Test
  void givesEveryEndpointAScaleThatAutoscalersRead() {
    cluster
        .apply(
            SECRET
                .replace(", env: {HF_TOKEN: plain}", "")
                .replace("older", "scaled")
                .replace("  finalizers: [test.example/held]\n", ""))
        .orThrow();
    var scale =
        "/apis/aim.engine.amd.com/v1alpha1/namespaces/"
            + cluster.namespace()
            + "/aimendpoints/scaled/scale";
    assertThat(cluster.kubectl("get", "--raw", scale).orThrow().output())
        .contains("\"spec\":{\"replicas\":1}");
    cluster.kubectl("scale", "aimep/scaled", "--replicas=3").orThrow();
    assertThat(
            cluster
                .kubectl("get", "aimep/scaled", "-o", "jsonpath={.spec.replicas}")
                .orThrow()
                .output())
        .isEqualTo("3");
  }

  @Test
  void showsTheReferencesColumns() {
    cluster
        .apply(
            SECRET
                .replace(", env: {HF_TOKEN: plain}", "")
                .replace("older", "shown")
                .replace("  finalizers: [test.example/held]\n", ""))
        .orThrow();
    assertThat(cluster.kubectl("get", "aim").orThrow().output().split("\\R")[0])
        .matches("NAME +MODEL +RECIPE +PHASE +REPLICAS +AGE");
  }
}
