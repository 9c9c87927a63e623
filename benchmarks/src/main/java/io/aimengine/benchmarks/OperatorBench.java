package io.aimengine.benchmarks;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.AuditLog;
import io.aimengine.e2e.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/// The operator as a process of its own on a real API server with simulated nodes: how fast
/// children come, beside a bare client that creates the same objects; writes at rest; how soon one
/// change shows; memory and processor time. `OperatorBench ENDPOINTS NODES [SECONDS AT REST]`.
public final class OperatorBench {
  private static final String OURS = "bench";
  private static final String BARE = "bare";
  private static final String AGENT = "aim-operator/";
  private static final int CONNECTIONS = 8;
  private static final int CHANGES = 20;
  private static final Duration LIMIT = Duration.ofMinutes(8);

  private final KubernetesClient client;
  private final ControlPlane plane;
  private final int endpoints;
  private final Map<String, Long> born = new ConcurrentHashMap<>();
  private final Map<String, Long> changed = new ConcurrentHashMap<>();

  private OperatorBench(ControlPlane plane, int endpoints) {
    this.plane = plane;
    this.client = plane.client("bench");
    this.endpoints = endpoints;
  }

  public static void main(String[] args) throws Exception {
    var endpoints = Integer.parseInt(args[0]);
    var nodes = Integer.parseInt(args[1]);
    var rest = Integer.parseInt(args.length > 2 ? args[2] : "120");
    try (var plane = ControlPlane.start()) {
      var bench = new OperatorBench(plane, endpoints);
      bench.prepare(nodes);
      row("", "%d endpoints, %d nodes of 8 GPUs", endpoints, nodes);
      try (var operator = OperatorProcess.start(plane.kubeconfig())) {
        bench.measure(operator, rest);
      }
    }
    System.exit(0);
  }

  private void prepare(int nodes) throws IOException {
    for (var crd : List.of("aimendpoints", "aimrecipes", "aimcaches")) {
      var text = Files.readString(Path.of("charts/aim-engine/crds/" + crd + ".yaml"));
      plane.kubectl(text, "apply", "--server-side", "-f", "-").orThrow();
      var name = "crd/" + crd + ".aim.engine.amd.com";
      plane.kubectl("", "wait", "--for=condition=Established", "--timeout=60s", name).orThrow();
    }
    client.resource(namespace(OURS)).create();
    client.resource(namespace(BARE)).create();
    each(nodes, i -> client.resource(SimulatedNode.of(i)).create());
    await("the nodes are Ready", () -> ready() == nodes);
  }

  private static Namespace namespace(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private long ready() {
    return client.nodes().list().getItems().stream()
        .filter(node -> node.getSpec().getTaints().isEmpty())
        .filter(node ->
            node.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True")))
        .count();
  }

  private void measure(OperatorProcess operator, int rest) {
    try (var watch = watch()) {
      operator.awaitReady();
      var idle = operator.cpuSeconds();
      row("operator at the start", "%d MiB resident, %.1f s of processor time",
          operator.residentMib(), idle);
      var mark = plane.audit().mark();
      children();
      var all = await("all endpoints are Ready", () -> phases("Ready") == endpoints);
      row("all Ready after", "%.1f s since the last child", all);
      var created = created(mark);
      row("processor time per endpoint", "%.1f ms",
          (operator.cpuSeconds() - idle) * 1000 / endpoints);
      rates(created);
      atRest(rest);
      changes();
      row("operator at the end", "%d MiB resident at most, heap in use %d MiB",
          operator.peakMib(), operator.heapMib());
      bare();
      compared();
    }
  }

  private double seconds; // from the first to the last child
  private double perSecond;
  private double bareRate;

  private void children() {
    var start = System.nanoTime();
    each(endpoints, i -> client.resource(endpoint(i)).create());
    row("endpoints created by the user", "%.0f/s", endpoints / since(start));
    await("all Deployments are there", () -> born.size() == endpoints);
    var first = born.values().stream().mapToLong(t -> t).min().orElseThrow();
    var last = born.values().stream().mapToLong(t -> t).max().orElseThrow();
    seconds = (last - first) / 1e9;
    row("first to last child", "%.1f s: %.1f endpoints/s", seconds, endpoints / seconds);
    row("user's first create to last child", "%.1f s", (last - start) / 1e9);
  }

  private static AIMEndpoint endpoint(int i) {
    var endpoint = new AIMEndpoint();
    endpoint.setMetadata(new ObjectMetaBuilder().withName("e" + i).withNamespace(OURS).build());
    endpoint.setSpec(SimulatedNode.spec());
    return endpoint;
  }

  /// Objects that the operator made, not counting statuses and events.
  private long created(AuditLog.Mark mark) {
    return plane.audit().since(mark, AGENT).stream()
        .filter(write -> write.code() == 201 && write.subresource().isEmpty())
        .filter(write -> !write.resource().equals("events"))
        .count();
  }

  private void rates(long created) {
    perSecond = created / seconds;
    row("objects created by the operator", "%d (%.1f an endpoint), %.0f/s",
        created, (double) created / endpoints, perSecond);
  }

  private void atRest(int rest) {
    var quiet = System.nanoTime();
    var mark = plane.audit().mark();
    while (since(quiet) < 5) { // until nothing was written for five seconds
      LockSupport.parkNanos(1_000_000_000);
      if (!plane.audit().since(mark, AGENT).isEmpty()) {
        mark = plane.audit().mark();
        quiet = System.nanoTime();
      }
    }
    LockSupport.parkNanos(Duration.ofSeconds(rest).toNanos());
    var writes = plane.audit().since(mark, AGENT);
    row("writes in " + rest + " s at rest", "%d", writes.size());
  }

  private void changes() {
    var times = new ArrayList<Double>();
    var lost = 0;
    for (var i = 0; i < CHANGES; i++) {
      var name = "e" + (i * 7919 % endpoints);
      var value = "change-" + i;
      var patch = "{\"spec\":{\"env\":[{\"name\":\"BENCH\",\"value\":\"" + value + "\"}]}}";
      var start = System.nanoTime();
      client.resources(AIMEndpoint.class).inNamespace(OURS).withName(name)
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
      try {
        awaitWithin(20, "the change shows", () -> changed.containsKey(name + "=" + value));
        times.add((changed.get(name + "=" + value) - start) / 1e9);
      } catch (IllegalStateException e) {
        lost++;
      }
    }
    times.sort(null);
    if (times.isEmpty()) {
      row("one change to its child", "none of %d came within 20 s", CHANGES);
      return;
    }
    row("one change to its child", "p50 %.3f s, p99 %.3f s of %d, %d later than 20 s",
        times.get(times.size() / 2), times.getLast(), CHANGES, lost);
  }

  /// The same objects from a client that does nothing else.
  private void bare() {
    var kinds = client.getKubernetesSerialization();
    var one = plane.kubectl("", "-n", OURS, "get",
        "serviceaccounts,configmaps,networkpolicies,deployments,services,poddisruptionbudgets,pvc",
        "-l", "aim.engine.amd.com/endpoint=e0", "-o", "json").orThrow().output();
    List<HasMetadata> objects = new ArrayList<>();
    io.fabric8.kubernetes.api.model.KubernetesList list =
        kinds.unmarshal(one, io.fabric8.kubernetes.api.model.KubernetesList.class);
    list.getItems().forEach(objects::add);
    var texts = objects.stream().map(OperatorBench::plain).map(kinds::asJson).toList();
    var start = System.nanoTime();
    each(endpoints, i ->
        texts.forEach(text ->
            client.resource(text.replaceAll("\\be0\\b", "e" + i).replaceAll("\\be0-", "e" + i + "-"))
                .inNamespace(BARE)
                .create()));
    bareRate = endpoints * texts.size() / since(start);
    row("bare client, the same " + texts.size() + " objects", "%.0f objects/s", bareRate);
  }

  private static HasMetadata plain(HasMetadata object) {
    var meta = object.getMetadata();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(meta.getName())
            .withNamespace(BARE)
            .withLabels(meta.getLabels())
            .withAnnotations(meta.getAnnotations())
            .build());
    if (object instanceof Deployment deployment) {
      deployment.setStatus(null);
    } else if (object instanceof io.fabric8.kubernetes.api.model.Service service) {
      service.getSpec().setClusterIP(null);
      service.getSpec().setClusterIPs(null);
      service.setStatus(null);
    } else if (object
        instanceof io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget budget) {
      budget.setStatus(null);
    }
    return object;
  }

  private void compared() {
    row("operator / bare client", "%.2f", perSecond / bareRate);
  }

  private SharedIndexInformer<Deployment> watch() {
    return client
        .apps()
        .deployments()
        .inNamespace(OURS)
        .inform(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(Deployment deployment) {
                born.put(deployment.getMetadata().getName(), System.nanoTime());
              }

              @Override
              public void onUpdate(Deployment before, Deployment now) {
                now.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                    .filter(variable -> "BENCH".equals(variable.getName()))
                    .forEach(variable ->
                        changed.putIfAbsent(
                            now.getMetadata().getName() + "=" + variable.getValue(),
                            System.nanoTime()));
              }

              @Override
              public void onDelete(Deployment deployment, boolean unknown) {}
            });
  }

  private long phases(String phase) {
    return client.resources(AIMEndpoint.class).inNamespace(OURS).list().getItems().stream()
        .filter(e -> e.getStatus() != null && phase.equals(e.getStatus().phase()))
        .count();
  }

  private static void each(int count, IntConsumer action) {
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (var i = 0; i < count; i++) {
        var number = i;
        threads.submit(() -> {
          try {
            action.accept(number);
          } catch (RuntimeException e) {
            System.err.println(e.getMessage());
          }
        });
      }
    }
  }

  private static double await(String what, BooleanSupplier holds) {
    return awaitWithin(LIMIT.toSeconds(), what, holds);
  }

  private static double awaitWithin(long limit, String what, BooleanSupplier holds) {
    var start = System.nanoTime();
    var pause = limit < 60 ? 1_000_000 : 250_000_000;
    while (!holds.getAsBoolean()) {
      if (since(start) > limit) {
        throw new IllegalStateException("not within " + limit + " s: " + what);
      }
      LockSupport.parkNanos(pause);
    }
    return since(start);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void row(String what, String format, Object... values) {
    System.out.printf(Locale.ROOT, "%-42s %s%n", what, String.format(Locale.ROOT, format, values));
  }
}
