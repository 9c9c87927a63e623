package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a cluster does not let an endpoint have, and how that is told.
@OnCluster
class RefusedTest {
  private final Cluster cluster;
  private Operated operated;

  RefusedTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void prepares() {
    operated = new Operated(cluster);
    if (cluster.client().nodes().withName(cluster.namespace() + "-node").get() == null) {
      cluster.nodes().add(cluster.nodes().node("node", "MI300X", 8));
    }
  }

  @AfterEach
  void stops() {
    operated.close();
  }

  @Test
  void saysWhyARestrictedNamespaceTakesNoPodsOfRootAndTakesThoseWithGroups() {
    var strict = cluster.namespace() + "-strict";
    var namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(strict)
            .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
            .endMetadata()
            .build();
    cluster.client().resource(namespace).create();
    var endpoints = cluster.client().resources(AIMEndpoint.class).inNamespace(strict);
    operated.start();
    create(strict, "root");
    var refused =
        cluster.await(
            endpoints.withName("root"),
            "it is refused",
            e -> e.getStatus() != null && Operated.is(e, "Degraded", "True"));
    assertThat(Operated.message(refused, "Ready"))
        .contains(
            "it is forbidden: violates PodSecurity \"restricted:latest\"",
            "gpu.supplementalGroups");
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));

    operated.start(io.aimengine.render.Cluster.plain().groups(List.of(44L, 109L)));
    create(strict, "grouped");
    cluster.await(
        endpoints.withName("grouped"),
        "it serves",
        e -> e.getStatus() != null && Operated.is(e, "Ready", "True"));
    cluster.client().resource(namespace).delete();
  }

  private void create(String namespace, String name) {
    cluster
        .client()
        .resource(Operated.manifest(name, "model: Qwen/Qwen3-8B, gpuCount: 1").replace("---", ""))
        .inNamespace(namespace)
        .create();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: Service, apiVersion: v1, spec: {ports: [{port: 80}], selector: {app: other}}",
        "kind: ServiceAccount, apiVersion: v1, imagePullSecrets: [{name: theirs}]",
        "kind: NetworkPolicy, apiVersion: networking.k8s.io/v1, spec: {podSelector: {}}",
        """
        kind: Deployment, apiVersion: apps/v1, spec: {replicas: 0, selector: {matchLabels: {app: other}},
        template: {metadata: {labels: {app: other}}, spec: {containers: [{name: x, image: example.invalid/x}]}}}
        """
      })
  void leavesAloneWhatHasItsNameAndIsSomebodyElses(String object) {
    var kind = object.substring(object.indexOf(' ') + 1, object.indexOf(','));
    var name = "taken-" + kind.toLowerCase(Locale.ROOT);
    cluster.apply("{metadata: {name: " + name + "}, " + object + "}").orThrow();
    var before = theirs(kind, name);
    operated.start();
    operated.apply(name, "model: Qwen/Qwen3-8B, gpuCount: 1");
    var told = operated.await(name, "its name is taken", e -> Operated.is(e, "Accepted", "False"));
    assertThat(Operated.message(told, "Accepted"))
        .isEqualTo(
            "metadata.name: the %s %s is there and is not this endpoint's [cluster.name-taken]"
                .formatted(kind, name));
    assertThat(operated.podIds(name)).isEmpty();
    assertThat(theirs(kind, name)).isEqualTo(before);
    cluster.kubectl("delete", "aimep", name, "--wait").orThrow();
    assertThat(theirs(kind, name)).as("it goes with nobody").isEqualTo(before);

    cluster.kubectl("delete", kind, name).orThrow();
    operated.ready(name, "model: Qwen/Qwen3-8B, gpuCount: 1");
  }

  private String theirs(String kind, String name) {
    return cluster
        .kubectl("get", kind, name, "-o", "jsonpath={.metadata.resourceVersion}")
        .output();
  }
}
