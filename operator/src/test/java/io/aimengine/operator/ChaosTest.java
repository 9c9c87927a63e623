package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalogs;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.ControlPlane.Component;
import io.aimengine.e2e.cluster.OnCluster;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The operator dies between any two of its writes, and the control plane has bad days.
@OnCluster
class ChaosTest {
  private static final int DEATHS = 20;
  private static final int ENDPOINTS = 12;

  private final Cluster cluster;
  private final Random random = new Random(5);
  private final Map<String, Integer> wanted = new TreeMap<>();
  private int changes;

  ChaosTest(Cluster cluster) {
    this.cluster = cluster;
  }

  /// A client whose writes all fail once so many were made: to the cluster, its owner is dead.
  private static final class Mortal implements Interceptor {
    private final AtomicInteger left;

    Mortal(int writes) {
      left = new AtomicInteger(writes);
    }

    boolean dead() {
      return left.get() < 0;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (!request.method().equals("GET") && left.decrementAndGet() < 0) {
        throw new IllegalStateException("dead");
      }
    }
  }

  @Test
  void convergesWhateverHappensAndLeavesNothingBehind() throws IOException {
    cluster.nodes().add(4, "MI300X");
    new Operated(cluster).close();
    for (var i = 0; i < ENDPOINTS; i++) {
      change();
    }
    for (var death = 0; death < DEATHS; death++) {
      var mortal = new Mortal(random.nextInt(30));
      try (var client = client(mortal);
          var _ = operator(client)) {
        change();
        change();
        trouble(death);
        Cluster.eventually("dead or done", () -> mortal.dead() || done());
      }
    }
    try (var client = client(new Mortal(Integer.MAX_VALUE));
        var _ = operator(client)) {
      Cluster.eventually("all is as wanted", this::done);
      assertThat(orphans()).isEmpty();
      assertThat(workloads()).hasSize(wanted.size());
    }
  }

  private void trouble(int death) {
    if (death == 5) {
      cluster.plane().restart(Component.API_SERVER);
      Cluster.eventually("the API server answers", this::answers);
    } else if (death == 11) {
      cluster.plane().pause(Component.ETCD);
      cluster.plane().resume(Component.ETCD);
    }
  }

  private boolean answers() {
    return cluster.kubectl("get", "--raw", "/readyz").exit() == 0;
  }

  /// The user makes an endpoint, changes how it is served, scales or deletes it.
  private void change() {
    var name = "chaos-" + random.nextInt(ENDPOINTS);
    if (wanted.containsKey(name) && random.nextInt(4) == 0) {
      wanted.remove(name);
      cluster.kubectl("delete", "aimep", name, "--wait=false").orThrow();
      return;
    }
    var replicas = 1 + random.nextInt(2);
    wanted.put(name, replicas);
    var spec =
        "model: Qwen/Qwen3-8B, replicas: %d, env: {CHANGE: '%d'}"
            .formatted(replicas, changes++ % 3);
    cluster.apply(Operated.manifest(name, spec)).orThrow();
  }

  private boolean done() {
    var all = cluster.client().resources(AIMEndpoint.class).inNamespace(cluster.namespace()).list();
    return all.getItems().size() == wanted.size()
        && all.getItems().stream().allMatch(this::serves)
        && workloads().size() == wanted.size();
  }

  private boolean serves(AIMEndpoint endpoint) {
    var name = endpoint.getMetadata().getName();
    var status = endpoint.getStatus();
    return status != null
        && endpoint.getMetadata().getGeneration().equals(status.observedGeneration())
        && Operated.is(endpoint, "Ready", "True")
        && cluster
                .client()
                .pods()
                .inNamespace(cluster.namespace())
                .withLabel(Labels.ENDPOINT, name)
                .list()
                .getItems()
                .size()
            == wanted.getOrDefault(name, -1);
  }

  private List<? extends HasMetadata> workloads() {
    return cluster.client().apps().deployments().inNamespace(cluster.namespace()).list().getItems();
  }

  /// Objects of endpoints that are not there.
  private List<String> orphans() {
    return ClusterReader.CHILDREN.stream()
        .flatMap(kind ->
            cluster
                .client()
                .resources(kind)
                .inNamespace(cluster.namespace())
                .withLabelSelector(Labels.MANAGED)
                .list()
                .getItems()
                .stream())
        .map(child -> (HasMetadata) child)
        .filter(child -> !wanted.containsKey(child.getMetadata().getLabels().get(Labels.ENDPOINT)))
        .map(child -> child.getKind() + "/" + child.getMetadata().getName())
        .toList();
  }

  private KubernetesClient client(Mortal mortal) throws IOException {
    var config = Config.fromKubeconfig(Files.readString(cluster.plane().kubeconfig()));
    config.setUserAgent("aim-operator/chaos");
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("mortal", mortal))
        .build();
  }

  private static AimOperator operator(KubernetesClient client) {
    return AimOperator.start(
        client, Catalogs.builtin(), io.aimengine.render.Cluster.plain(), InstantSource.system());
  }
}
