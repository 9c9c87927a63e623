package io.aimengine.gateway.cluster;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.gateway.routing.Endpoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Wakes endpoints that sleep: where a request found no replica and none is wanted, one is wanted
/// from now on. It turns the scale subresource from 0 to 1 and nothing else; back to 0 is the
/// scaler's. Returns at once, whoever calls; one write at a time for each endpoint.
final class Activator implements Consumer<Endpoint>, AutoCloseable {
  private final KubernetesClient client;
  private final BiConsumer<String, KubernetesClientException> trouble;
  private final Set<String> waking = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// `trouble` is told which endpoint could not be woken; the next request tries again.
  Activator(KubernetesClient client, BiConsumer<String, KubernetesClientException> trouble) {
    this.client = client;
    this.trouble = trouble;
  }

  /// The id of an endpoint is its namespace and name.
  @Override
  public void accept(Endpoint endpoint) {
    var id = endpoint.id();
    if (waking.add(id)) {
      threads.execute(() -> {
        try {
          wake(id);
        } catch (KubernetesClientException e) {
          trouble.accept(id, e);
        } finally {
          waking.remove(id);
        }
      });
    }
  }

  private void wake(String id) {
    var slash = id.indexOf('/');
    var object =
        client
            .resources(AIMEndpoint.class)
            .inNamespace(id.substring(0, slash))
            .withName(id.substring(slash + 1));
    var scale = object.scale();
    if (scale == null || !isZero(scale.getSpec().getReplicas())) {
      return;
    }
    // with the version that was read: a person's change in between wins
    scale.getSpec().setReplicas(1);
    object.scale(scale);
  }

  /// A number that is left out of a Scale is 0.
  private static boolean isZero(@Nullable Integer replicas) {
    return replicas == null || replicas == 0;
  }

  @Override
  public void close() {
    threads.close();
  }
}
