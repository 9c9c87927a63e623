package io.aimengine.benchmarks;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/// When the Deployments of endpoints were first seen, and the first of each endpoint with a value
/// of the variable BENCH: a change may be rolled out in the Deployment that is there or in one
/// beside it.
final class Children implements ResourceEventHandler<Deployment>, AutoCloseable {
  static final String VARIABLE = "BENCH";
  private static final String ENDPOINT = "aim.engine.amd.com/endpoint";

  private final Map<String, Long> born = new ConcurrentHashMap<>();
  private final Map<String, Long> changed = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Deployment> informer;

  Children(KubernetesClient client, String namespace) {
    informer = client.apps().deployments().inNamespace(namespace).inform(this);
  }

  int count() {
    return born.size();
  }

  long first() {
    return born.values().stream().mapToLong(at -> at).min().orElseThrow();
  }

  long last() {
    return born.values().stream().mapToLong(at -> at).max().orElseThrow();
  }

  /// In the time of `System.nanoTime`.
  OptionalLong changed(String endpoint, String value) {
    var at = changed.get(endpoint + "=" + value);
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }

  @Override
  public void onAdd(Deployment deployment) {
    var now = System.nanoTime();
    born.putIfAbsent(endpoint(deployment), now);
    look(deployment, now);
  }

  @Override
  public void onUpdate(Deployment before, Deployment deployment) {
    look(deployment, System.nanoTime());
  }

  @Override
  public void onDelete(Deployment deployment, boolean unknown) {}

  private void look(Deployment deployment, long now) {
    deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
        .filter(variable -> VARIABLE.equals(variable.getName()))
        .map(EnvVar::getValue)
        .forEach(value -> changed.putIfAbsent(endpoint(deployment) + "=" + value, now));
  }

  private static String endpoint(Deployment deployment) {
    return deployment.getMetadata().getLabels().getOrDefault(ENDPOINT, "");
  }

  @Override
  public void close() {
    informer.close();
  }
}
