package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.aimengine.render.OptionalKind;
import io.aimengine.render.Routing;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Kinds that a cluster may lack. Their definitions here take any fields: what the projects' own
/// say is checked once by hand, see `docs/reference/kubernetes-objects.md`.
@OnCluster
class OptionalKindsTest {
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: PLURAL.GROUP
        annotations: {api-approved.kubernetes.io: 'unapproved, for a test'}
      spec:
        group: GROUP
        scope: Namespaced
        names: {kind: KIND, plural: PLURAL, singular: SINGULAR}
        versions:
        - name: VERSION
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;
  private static final String WATCHED =
      "model: Qwen/Qwen3-8B, gpuCount: 1, monitoring: {enabled: true}";

  private final Cluster cluster;
  private Operated operated;

  OptionalKindsTest(Cluster cluster) {
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
  void removes() {
    operated.close();
    for (var kind : OptionalKind.values()) {
      var name = plural(kind) + "." + group(kind);
      cluster.kubectl("delete", "crd", name, "--ignore-not-found").orThrow();
    }
  }

  @Test
  void leavesOutWhatTheClusterLacksNamesItAndRests() {
    operated.start(routed());
    var lacking = operated.ready("lacking", WATCHED);
    assertThat(Operated.message(lacking, "Accepted"))
        .contains(
            "ServiceMonitor.monitoring.coreos.com",
            "PrometheusRule.monitoring.coreos.com",
            "HTTPRoute.gateway.networking.k8s.io",
            "[render.kind-missing]");
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));
  }

  @Test
  void makesWhatTheClusterHasAndTakesItBackWithTheWish() {
    for (var kind : List.of(OptionalKind.SERVICE_MONITOR, OptionalKind.PROMETHEUS_RULE)) {
      install(kind);
    }
    install(OptionalKind.HTTP_ROUTE);
    operated.start(routed());
    var having = operated.ready("having", WATCHED);
    assertThat(Operated.message(having, "Accepted")).doesNotContain("kind-missing");
    var monitor = object(OptionalKind.SERVICE_MONITOR, "having");
    var route = object(OptionalKind.HTTP_ROUTE, "having");
    cluster.await(monitor, "it is watched", m -> owned(m, having.getMetadata().getUid()));
    cluster.await(route, "it has a route", r -> owned(r, having.getMetadata().getUid()));
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));

    var first = monitor.get().getMetadata().getUid();
    monitor.delete();
    cluster.await(monitor, "it is made again", m -> !first.equals(m.getMetadata().getUid()));

    operated.apply("having", "model: Qwen/Qwen3-8B, gpuCount: 1");
    cluster.awaitGone(monitor, "no monitor is left");
    cluster.kubectl("annotate", "aimep/having", "aim.engine.amd.com/route=false").orThrow();
    cluster.awaitGone(route, "no route is left");
  }

  @Test
  void givesAnEndpointItsAutoscalerAndTakesItBack() {
    operated.start();
    operated.ready(
        "scaled", "model: Qwen/Qwen3-8B, gpuCount: 1, scaling: {minReplicas: 1, maxReplicas: 3}");
    var autoscaler =
        cluster
            .client()
            .resources(HorizontalPodAutoscaler.class)
            .inNamespace(cluster.namespace())
            .withName("scaled");
    var scaler = "aim.engine.amd.com/scaler";
    cluster.kubectl("annotate", "aimep/scaled", scaler + "=hpa").orThrow();
    cluster.await(autoscaler, "HPA scales", a -> a.getSpec().getMaxReplicas() == 3);
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));
    operated.apply(
        "scaled", "model: Qwen/Qwen3-8B, gpuCount: 1, scaling: {minReplicas: 2, maxReplicas: 4}");
    cluster.await(autoscaler, "it takes up new bounds", a -> a.getSpec().getMaxReplicas() == 4);
    cluster.kubectl("annotate", "aimep/scaled", scaler + "-").orThrow();
    cluster.awaitGone(autoscaler, "no autoscaler is left");
  }

  private static io.aimengine.render.Cluster routed() {
    return io.aimengine.render.Cluster.plain().routing(Routing.to("infra/public"));
  }

  private void install(OptionalKind kind) {
    var version = kind.apiVersion().substring(kind.apiVersion().indexOf('/') + 1);
    cluster
        .plane()
        .install(
            DEFINITION
                .replace("PLURAL", plural(kind))
                .replace("SINGULAR", kind.kind().toLowerCase(Locale.ROOT))
                .replace("GROUP", group(kind))
                .replace("KIND", kind.kind())
                .replace("VERSION", version));
  }

  private static String plural(OptionalKind kind) {
    return kind.kind().toLowerCase(Locale.ROOT) + "s";
  }

  private static String group(OptionalKind kind) {
    return kind.apiVersion().substring(0, kind.apiVersion().indexOf('/'));
  }

  private Resource<GenericKubernetesResource> object(OptionalKind kind, String name) {
    return cluster
        .client()
        .genericKubernetesResources(kind.apiVersion(), kind.kind())
        .inNamespace(cluster.namespace())
        .withName(name);
  }

  private static boolean owned(GenericKubernetesResource object, String uid) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(uid));
  }
}
