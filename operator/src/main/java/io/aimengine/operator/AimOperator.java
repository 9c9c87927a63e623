package io.aimengine.operator;

import io.aimengine.catalog.Catalog;
import io.aimengine.render.Cluster;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Duration;
import java.time.InstantSource;

/// The operator of one cluster, from `start` to `close`.
public final class AimOperator implements AutoCloseable {
  private static final int RECONCILERS = 8;

  private final Operator operator;

  private AimOperator(Operator operator) {
    this.operator = operator;
  }

  /// Watches all namespaces; returns once it has seen the cluster as it is. The client stays the
  /// caller's.
  public static AimOperator start(
      KubernetesClient client, Catalog catalog, Cluster cluster, InstantSource clock) {
    var operator =
        new Operator(configuration ->
            configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(RECONCILERS)
                .withCacheSyncTimeout(Duration.ofMinutes(2)));
    var reconciler =
        new EndpointReconciler(catalog, new Applier(client), cluster, new ClusterReader(), clock);
    operator.register(reconciler, controller -> controller.withFieldManager(Labels.MANAGER));
    operator.start();
    return new AimOperator(operator);
  }

  @Override
  public void close() {
    operator.stop();
  }
}
