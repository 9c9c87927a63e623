package io.aimengine.gateway.cluster;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Watches AIMEndpoints and their EndpointSlices in all namespaces and tells of each change as
/// whole routes. While the API server is away nothing is told, so the last good routes stay; when
/// it is back the watches take up again by themselves.
public final class ClusterRoutes implements AutoCloseable {
  private final Semaphore changes = new Semaphore(0);
  private final SharedIndexInformer<AIMEndpoint> endpoints;
  private final SharedIndexInformer<EndpointSlice> slices;
  private final Consumer<Seen> told;
  private final Consumer<RuntimeException> trouble;
  private final Thread teller;

  /// One state of the cluster: its routes, and how long starts took, by the endpoint's id.
  public record Seen(Routes routes, Map<String, Duration> starts) {
    public Seen {
      starts = Map.copyOf(starts);
    }
  }

  private ClusterRoutes(
      KubernetesClient client, Consumer<Seen> told, Consumer<RuntimeException> trouble) {
    this.told = told;
    this.trouble = trouble;
    endpoints = watched(client.resources(AIMEndpoint.class).inAnyNamespace().runnableInformer(0));
    slices =
        watched(
            client
                .discovery()
                .v1()
                .endpointSlices()
                .inAnyNamespace()
                .withLabel(Labels.ENDPOINT)
                .runnableInformer(0));
    teller = Thread.ofVirtual().name("cluster-routes").unstarted(this::tell);
  }

  /// Returns once the cluster was read whole and told of. `told` is called by one thread at a time;
  /// `trouble` is told of a state that could not be made into routes, and the last good ones stay.
  public static ClusterRoutes start(
      KubernetesClient client, Consumer<Seen> told, Consumer<RuntimeException> trouble) {
    var routes = new ClusterRoutes(client, told, trouble);
    routes.endpoints.start().toCompletableFuture().join();
    routes.slices.start().toCompletableFuture().join();
    told.accept(routes.seen());
    routes.teller.start();
    return routes;
  }

  /// Whatever goes wrong with a watch, it is begun again.
  private <T> SharedIndexInformer<T> watched(SharedIndexInformer<T> informer) {
    return informer.addEventHandler(noticing()).exceptionHandler((started, cause) -> true);
  }

  private Seen seen() {
    var all = endpoints.getStore().list();
    return new Seen(ClusterMap.routes(all, slices.getStore().list()), ClusterMap.starts(all));
  }

  /// Many changes at once are told of once.
  private void tell() {
    try {
      for (; ; ) {
        changes.acquire();
        changes.drainPermits();
        tellOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellOnce() {
    try {
      told.accept(seen());
    } catch (RuntimeException e) {
      trouble.accept(e);
    }
  }

  private <T> ResourceEventHandler<T> noticing() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        changes.release();
      }

      @Override
      public void onUpdate(T before, T now) {
        changes.release();
      }

      @Override
      public void onDelete(T object, boolean lastStateUnknown) {
        changes.release();
      }
    };
  }

  @Override
  public void close() {
    teller.interrupt();
    endpoints.close();
    slices.close();
  }
}
