package io.aimengine.e2e.cluster;

import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What one test class sees of the control plane: its namespace, its nodes, its client.
public final class Cluster implements AutoCloseable {
  /// How long anything may take on a busy machine of two cores, whose controllers wait for one
  /// another.
  public static final Duration DEADLINE = Duration.ofSeconds(150);

  private final ControlPlane plane;
  private final String namespace;
  private final KubernetesClient client;
  private final GpuNodes nodes;

  Cluster(ControlPlane plane, String namespace) {
    this.plane = plane;
    this.namespace = namespace;
    this.client = plane.client("test-" + namespace);
    this.nodes = new GpuNodes(this);
    client
        .namespaces()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    await(
        client.serviceAccounts().inNamespace(namespace).withName("default"),
        "the namespace has its service account",
        s -> true);
  }

  static String nameFor(Class<?> test, int number) {
    var name = test.getSimpleName().toLowerCase(Locale.ROOT);
    return "t" + number + "-" + name.substring(0, Math.min(name.length(), 40));
  }

  public ControlPlane plane() {
    return plane;
  }

  /// Deleted with all it holds after the class.
  public String namespace() {
    return namespace;
  }

  /// An administrator's client; unlike the namespace it has no default for where to look.
  public KubernetesClient client() {
    return client;
  }

  public GpuNodes nodes() {
    return nodes;
  }

  /// `kubectl -n NAMESPACE ARGUMENTS`.
  public Ran kubectl(String... arguments) {
    return kubectlWith("", arguments);
  }

  /// `kubectl -n NAMESPACE apply -f -` with strict validation, as users have it by default.
  public Ran apply(String yaml) {
    return kubectlWith(yaml, "apply", "--validate=strict", "-f", "-");
  }

  private Ran kubectlWith(String input, String... arguments) {
    var all = new ArrayList<>(List.of("-n", namespace));
    all.addAll(List.of(arguments));
    return plane.kubectl(input, all.toArray(String[]::new));
  }

  /// Lets a namespace have no more than `hard`, such as `pods: 0`: a quota named `none`. Until it
  /// is counted it refuses nothing, or what it should let in.
  public void quota(String namespace, String hard) {
    var quota =
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: none}, spec: {hard: {%s}}}"
            .formatted(hard);
    plane.kubectl(quota, "-n", namespace, "apply", "-f", "-").orThrow();
    await(
        client().resourceQuotas().inNamespace(namespace).withName("none"),
        "the quota holds",
        q -> q.getStatus() != null && q.getSpec().getHard().equals(q.getStatus().getHard()));
  }

  /// Watches one object until it is as wanted. A missing object is never as wanted. `wanted` runs
  /// in the watch's thread: a request in it would wait for that thread.
  ///
  /// @throws AssertionError after the deadline, with what was waited for and the last state
  public <T extends HasMetadata> T await(Resource<T> object, String what, Predicate<T> wanted) {
    try {
      return object.waitUntilCondition(
          seen -> seen != null && wanted.test(seen), DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (KubernetesClientTimeoutException e) {
      throw new AssertionError(
          "not within "
              + DEADLINE
              + ": "
              + what
              + "\nlast seen: "
              + client.getKubernetesSerialization().asYaml(object.get()),
          e);
    }
  }

  /// Watches one object until there is none.
  ///
  /// @throws AssertionError after the deadline
  public void awaitGone(Resource<? extends HasMetadata> object, String what) {
    try {
      object.waitUntilCondition(Objects::isNull, DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (KubernetesClientTimeoutException e) {
      throw new AssertionError("not gone within " + DEADLINE + ": " + what, e);
    }
  }

  /// Tries until something holds, for what no watch shows, such as a policy that has just become
  /// active.
  ///
  /// @throws AssertionError after the deadline
  public static void eventually(String what, BooleanSupplier holds) {
    var deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + DEADLINE + ": " + what);
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  /// Watches a list until it is as wanted; `wanted` as for `await`.
  ///
  /// @throws AssertionError after the deadline, with what was waited for and the last state
  public <T extends HasMetadata> List<T> awaitAll(
      FilterWatchListDeletable<T, ?, ?> objects, String what, Predicate<List<T>> wanted) {
    var future = objects.informOnCondition(wanted);
    try {
      return future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError(
          "not within " + DEADLINE + ": " + what + "\nlast seen:\n" + lines(objects.list()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      future.cancel(true);
    }
  }

  /// A line `NAME TYPE=STATUS(REASON)…` for each of a list: many of them fit into a log.
  private String lines(Object list) {
    var json = client.getKubernetesSerialization();
    return json
        .unmarshal(json.asJson(list), GenericKubernetesResourceList.class)
        .getItems()
        .stream()
        .map(Cluster::line)
        .collect(joining("\n"));
  }

  private static String line(GenericKubernetesResource object) {
    var conditions = object.<List<Map<String, Object>>>get("status", "conditions");
    return Stream.concat(
            Stream.of(object.getMetadata().getName()),
            Objects.requireNonNullElse(conditions, List.<Map<String, Object>>of()).stream()
                .map(c -> "%s=%s(%s)".formatted(c.get("type"), c.get("status"), c.get("reason"))))
        .collect(joining(" "));
  }

  /// The namespace first, so that no controller makes its pods again; then its pods, at once; then
  /// the nodes. The rest of the namespace goes while other classes run.
  @Override
  public void close() {
    try (client) {
      client.namespaces().withName(namespace).delete();
      client.pods().inNamespace(namespace).withGracePeriod(0).delete();
      nodes.delete();
    } catch (KubernetesClientException e) {
      throw new IllegalStateException("the namespace " + namespace + " could not be deleted", e);
    }
  }
}
