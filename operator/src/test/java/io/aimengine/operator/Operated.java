package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalogs;
import io.aimengine.e2e.cluster.Cluster;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/// A namespace with an operator, and the user's side of it.
final class Operated implements AutoCloseable {
  static final String AGENT = "aim-operator/";

  private final Cluster cluster;
  private final KubernetesClient client;
  private Optional<AimOperator> operator = Optional.empty();

  Operated(Cluster cluster) {
    this.cluster = cluster;
    cluster.plane().installAll(Path.of("../charts/aim-engine/crds"));
    client = SlimClient.of(cluster.plane().config(AGENT + "test"));
  }

  /// Another operator after the one that runs, if any.
  void start(io.aimengine.render.Cluster rendered) {
    stop();
    operator =
        Optional.of(
            AimOperator.start(client, Catalogs.builtin(), rendered, InstantSource.system()));
  }

  /// One that asks engines in a test's own way, by a test's own clock.
  void start(io.aimengine.render.Cluster rendered, InstantSource clock, EnginePages pages) {
    start(rendered, clock, new Telemetry(), pages, Duration.ofSeconds(15));
  }

  /// One that looks at these pages every second, and tells what they say.
  void start(EnginePages pages, Telemetry telemetry) {
    start(
        io.aimengine.render.Cluster.plain(),
        InstantSource.system(),
        telemetry,
        pages,
        Duration.ofSeconds(1));
  }

  private void start(
      io.aimengine.render.Cluster rendered,
      InstantSource clock,
      Telemetry telemetry,
      EnginePages pages,
      Duration looks) {
    stop();
    operator =
        Optional.of(
            AimOperator.start(
                client,
                Catalogs.builtin(),
                rendered,
                clock,
                OperatorSettings.alone(),
                telemetry,
                pages,
                looks));
  }

  void start() {
    start(io.aimengine.render.Cluster.plain());
  }

  void stop() {
    operator.ifPresent(AimOperator::close);
    operator = Optional.empty();
  }

  @Override
  public void close() {
    stop();
    client.close();
  }

  /// `spec` in flow style, without its braces.
  void apply(String name, String spec) {
    cluster.apply(manifest(name, spec)).orThrow();
  }

  static String manifest(String name, String spec) {
    return """
    apiVersion: aim.engine.amd.com/v1alpha1
    kind: AIMEndpoint
    metadata: {name: %s}
    spec: {%s}
    ---
    """
        .formatted(name, spec);
  }

  AIMEndpoint ready(String name, String spec) {
    apply(name, spec);
    return awaitReady(name);
  }

  /// Ready with its newest generation.
  AIMEndpoint awaitReady(String name) {
    return await(name, name + " is Ready", e -> is(e, "Ready", "True"));
  }

  AIMEndpoint await(String name, String what, Predicate<AIMEndpoint> wanted) {
    return cluster.await(
        endpoint(name),
        what,
        e ->
            e.getStatus() != null
                && Objects.equals(
                    e.getStatus().observedGeneration(), e.getMetadata().getGeneration())
                && wanted.test(e));
  }

  static boolean is(AIMEndpoint endpoint, String type, String status) {
    return condition(endpoint, type).filter(c -> status.equals(c.getStatus())).isPresent();
  }

  static String message(AIMEndpoint endpoint, String type) {
    return condition(endpoint, type).map(Condition::getMessage).orElse("");
  }

  static String reason(AIMEndpoint endpoint, String type) {
    return condition(endpoint, type).map(Condition::getReason).orElse("");
  }

  private static Optional<Condition> condition(AIMEndpoint endpoint, String type) {
    return Optional.ofNullable(endpoint.getStatus().conditions()).stream()
        .flatMap(List::stream)
        .filter(c -> type.equals(c.getType()))
        .findFirst();
  }

  static boolean desires(AIMEndpoint endpoint, int replicas) {
    var count = endpoint.getStatus().replicas();
    return count != null && Objects.equals(count.desired(), replicas);
  }

  Resource<AIMEndpoint> endpoint(String name) {
    return endpoint(cluster, name);
  }

  static Resource<AIMEndpoint> endpoint(Cluster cluster, String name) {
    return cluster
        .client()
        .resources(AIMEndpoint.class)
        .inNamespace(cluster.namespace())
        .withName(name);
  }

  FilterWatchListDeletable<Pod, PodList, PodResource> pods(String name) {
    return cluster
        .client()
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel("app.kubernetes.io/instance", name);
  }

  List<String> podIds(String name) {
    return pods(name).list().getItems().stream()
        .map(p -> p.getMetadata().getUid())
        .sorted()
        .toList();
  }

  /// Whether a pod is of the change that set this variable.
  static boolean has(Pod pod, String variable) {
    return pod.getSpec().getContainers().getFirst().getEnv().stream()
        .anyMatch(e -> e.getName().equals(variable));
  }
}
