package io.aimengine.gateway.cluster;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.gateway.RouteSource;
import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/// Watches AIMEndpoints and their EndpointSlices, and wakes endpoints that sleep. While the API
/// server is away nothing is told, so the last good routes stay; when it is back the watches take
/// up again by themselves. The client is closed with it.
public final class ClusterRoutes implements RouteSource {
  private final Semaphore changes = new Semaphore(0);
  private final SharedIndexInformer<AIMEndpoint> endpoints;
  private final SharedIndexInformer<EndpointSlice> slices;
  private final KubernetesClient client;
  private final Activator activator;
  private final Function<String, Map<String, String>> metricNames;
  private final Consumer<RuntimeException> trouble;
  private final Thread teller = Thread.ofVirtual().name("cluster-routes").unstarted(this::tell);
  private volatile Consumer<Routes> told = routes -> {};
  private volatile Map<String, Duration> starts = Map.of();

  /// `metricNames` says what an engine calls its figures. `namespace` is the only one that is
  /// watched, "" for all. `trouble` is told of what the API server refuses, and of a state that
  /// could not be made into routes.
  public ClusterRoutes(
      KubernetesClient client,
      String namespace,
      Function<String, Map<String, String>> metricNames,
      Consumer<RuntimeException> trouble) {
    this.metricNames = metricNames;
    this.client = client;
    this.trouble = trouble;
    this.activator = new Activator(client, (id, refused) -> trouble.accept(refused));
    this.endpoints =
        watched(in(client.resources(AIMEndpoint.class), namespace).runnableInformer(0));
    this.slices =
        watched(
            in(client.discovery().v1().endpointSlices(), namespace)
                .withLabel(Labels.ENDPOINT)
                .runnableInformer(0));
  }

  private static <T extends HasMetadata, L extends KubernetesResourceList<T>>
      FilterWatchListDeletable<T, L, Resource<T>> in(
          MixedOperation<T, L, Resource<T>> all, String namespace) {
    return namespace.isEmpty() ? all.inAnyNamespace() : all.inNamespace(namespace);
  }

  /// Returns once the cluster was read whole and told of, however long the API server is away.
  @Override
  public void watch(Consumer<Routes> changed) {
    told = changed;
    endpoints.start().toCompletableFuture().join();
    slices.start().toCompletableFuture().join();
    changes.drainPermits();
    told.accept(routes());
    teller.start();
  }

  /// Whatever goes wrong with a watch, it is begun again; what goes wrong with the first is told.
  private <T extends HasMetadata> SharedIndexInformer<T> watched(SharedIndexInformer<T> informer) {
    return informer
        .addEventHandler(noticing())
        .exceptionHandler((started, cause) -> {
          if (!started) {
            trouble.accept(
                cause instanceof RuntimeException known ? known : new IllegalStateException(cause));
          }
          return true;
        });
  }

  private Routes routes() {
    var all = endpoints.getStore().list();
    starts = ClusterMap.starts(all);
    return ClusterMap.routes(all, slices.getStore().list());
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
      told.accept(routes());
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
  public Map<String, Duration> starts() {
    return starts;
  }

  @Override
  public Map<String, String> metricNames(String engine) {
    return metricNames.apply(engine);
  }

  @Override
  public void wake(Endpoint endpoint) {
    activator.accept(endpoint);
  }

  @Override
  public void close() {
    teller.interrupt();
    endpoints.close();
    slices.close();
    activator.close();
    client.close();
  }
}
