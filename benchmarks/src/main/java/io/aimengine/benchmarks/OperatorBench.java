package io.aimengine.benchmarks;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.AuditLog;
import io.aimengine.e2e.cluster.AuditLog.Request;
import io.aimengine.e2e.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// The operator as a process of its own on a real API server with simulated nodes: how fast
/// children come, beside a bare client that creates the same objects before and after; reads and
/// writes at rest; how soon a change shows; memory and processor time. `OperatorBench ENDPOINTS
/// NODES SECONDS-AT-REST CHANGES`.
public final class OperatorBench {
  private static final String OURS = "bench";
  private static final String BARE = "bare";
  private static final String AGENT = "aim-operator/";
  private static final int CONNECTIONS = 8;
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final Duration LATE = Duration.ofSeconds(20); // a change that shows later is lost

  private final Findings findings = new Findings();
  private final ControlPlane plane;
  private final KubernetesClient client;
  private final int endpoints;
  private final int rest;
  private final int changes;
  private double rate; // objects a second
  private final List<Double> bare = new ArrayList<>();

  private OperatorBench(ControlPlane plane, int endpoints, int rest, int changes) {
    this.plane = plane;
    this.client = plane.client("bench");
    this.endpoints = endpoints;
    this.rest = rest;
    this.changes = changes;
  }

  public static void main(String[] args) throws Exception {
    var endpoints = Integer.parseInt(args[0]);
    var nodes = Integer.parseInt(args[1]);
    int missed;
    try (var plane = ControlPlane.start()) {
      var bench =
          new OperatorBench(plane, endpoints, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      missed = bench.run(nodes);
    }
    System.exit(missed == 0 ? 0 : 1);
  }

  private int run(int nodes) throws IOException {
    findings.row("", "%d endpoints, %d nodes of 8 GPUs", endpoints, nodes);
    prepare(nodes);
    BareClient twin;
    try (var operator = OperatorProcess.start(plane.kubeconfig())) {
      operator.awaitReady();
      twin = twin();
    }
    bare(twin, 0, endpoints / 2);
    var mark = plane.audit().mark();
    try (var operator = OperatorProcess.start(plane.kubeconfig());
        var children = new Children(client, OURS)) {
      operator.awaitReady();
      made(operator, children);
      atRest();
      changed(children);
      reads(mark);
      findings.row(
          operator.peakMib() < 400,
          "< 400",
          "resident memory at most, MiB",
          "%d, heap in use %d",
          operator.peakMib(),
          operator.heapMib());
    }
    bare(twin, endpoints / 2, endpoints);
    var mean = bare.size() / bare.stream().mapToDouble(r -> 1 / r).sum();
    findings.row(rate / mean >= 0.6, ">= 0.6", "operator / bare client", "%.2f", rate / mean);
    return findings.missed();
  }

  private void prepare(int nodes) throws IOException {
    plane.installAll(Path.of("charts/aim-engine/crds"));
    for (var name : List.of(OURS, BARE)) {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
    Parallel.each(0, nodes, CONNECTIONS, i -> client.resource(SimulatedNode.of(i)).create());
    await("the nodes are Ready", () -> ready() == nodes);
  }

  private long ready() {
    return client.nodes().list().getItems().stream()
        .filter(node -> node.getSpec().getTaints().isEmpty())
        .filter(node ->
            node.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True")))
        .count();
  }

  /// One endpoint, to see what the operator makes of it.
  private BareClient twin() {
    client.resource(endpoint(BareClient.SAMPLE)).create();
    await("the sample is Ready", () -> phases("Ready") == 1);
    var list =
        plane
            .kubectl(
                "",
                "-n",
                OURS,
                "get",
                "serviceaccounts,configmaps,networkpolicies,deployments,services,poddisruptionbudgets,pvc",
                "-l",
                "aim.engine.amd.com/endpoint=" + BareClient.SAMPLE,
                "-o",
                "json")
            .orThrow()
            .output();
    client.resource(endpoint(BareClient.SAMPLE)).delete();
    await("the sample is gone", () -> client.pods().inNamespace(OURS).list().getItems().isEmpty());
    return BareClient.of(client, BARE, list);
  }

  private void bare(BareClient twin, int from, int to) {
    bare.add(twin.run(from, to, CONNECTIONS));
    findings.row(
        "bare client, " + twin.templates().size() + " objects an endpoint",
        "%.0f objects/s",
        bare.getLast());
    await("all its pods run", () -> running() >= to);
  }

  private long running() {
    return client
        .pods()
        .inNamespace(BARE)
        .withField("status.phase", "Running")
        .list()
        .getItems()
        .size();
  }

  private static AIMEndpoint endpoint(String name) {
    var endpoint = new AIMEndpoint();
    endpoint.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(OURS).build());
    endpoint.setSpec(SimulatedNode.spec());
    return endpoint;
  }

  private void made(OperatorProcess operator, Children children) {
    var idle = operator.cpuSeconds();
    findings.row(
        "operator at the start",
        "%d MiB resident, %.1f s of processor time",
        operator.residentMib(),
        idle);
    var mark = plane.audit().mark();
    var start = System.nanoTime();
    Parallel.each(0, endpoints, CONNECTIONS, i -> client.resource(endpoint("e" + i)).create());
    findings.row("endpoints created by the user", "%.0f/s", endpoints / since(start));
    await("all Deployments are there", () -> children.count() >= endpoints);
    findings.row(
        "first to last child",
        "%.1f s: %.1f endpoints/s",
        (children.last() - children.first()) / 1e9,
        endpoints * 1e9 / (children.last() - children.first()));
    await("all endpoints are Ready", () -> phases("Ready") == endpoints);
    findings.row(
        "all Ready", "%.1f s after the last child", (System.nanoTime() - children.last()) / 1e9);
    var each = (operator.cpuSeconds() - idle) * 1000 / endpoints;
    findings.row(each <= 25, "<= 25", "processor time an endpoint, ms", "%.1f", each);
    written(mark);
  }

  /// Objects that the operator made, not counting statuses and events, by the API server's clock.
  private void written(AuditLog.Mark mark) {
    var writes = plane.audit().since(mark, AGENT);
    var made =
        writes.stream()
            .filter(w -> w.code() == 201 && w.subresource().isEmpty())
            .filter(w -> !w.resource().equals("events"))
            .map(Request::at)
            .sorted()
            .toList();
    rate = made.size() * 1000.0 / Duration.between(made.getFirst(), made.getLast()).toMillis();
    findings.row(
        "objects made by the operator",
        "%.0f objects/s, %.1f an endpoint",
        rate,
        (double) made.size() / endpoints);
    findings.row("its writes an endpoint", "%s", counted(writes, endpoints));
  }

  private static String counted(List<Request> requests, double by) {
    return requests.stream()
        .collect(
            Collectors.groupingBy(
                r -> r.resource() + (r.subresource().isEmpty() ? "" : "/" + r.subresource()),
                TreeMap::new,
                Collectors.counting()))
        .entrySet()
        .stream()
        .map(e -> "%s %.2f".formatted(e.getKey(), e.getValue() / by))
        .collect(Collectors.joining(", "));
  }

  private void atRest() {
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
    var writes = plane.audit().since(mark, AGENT).size();
    var reads = plane.audit().readsSince(mark, AGENT);
    findings.row(writes == 0, "0", "writes in " + rest + " s at rest", "%d", writes);
    findings.row(
        reads.isEmpty(),
        "0",
        "reads in " + rest + " s at rest",
        "%d %s",
        reads.size(),
        counted(reads, 1));
  }

  /// One list and one watch of each kind since the operator began to start.
  private void reads(AuditLog.Mark mark) {
    var all = plane.audit().readsSince(mark, AGENT);
    for (var verb : List.of("list", "watch")) {
      var some = all.stream().filter(r -> r.verb().equals(verb)).toList();
      var most =
          some.stream()
              .collect(Collectors.groupingBy(Request::resource, Collectors.counting()))
              .values()
              .stream()
              .mapToLong(count -> count)
              .max()
              .orElse(0);
      findings.row(most == 1, "1 of each kind", verb + " requests", "%s", counted(some, 1));
    }
  }

  private void changed(Children children) {
    var times = new ArrayList<Double>();
    for (var i = 0; i < changes; i++) {
      var name = "e" + (int) ((long) i * 7919 % endpoints);
      var value = "change-" + i;
      var patch =
          "{\"spec\":{\"env\":[{\"name\":\"%s\",\"value\":\"%s\"}]}}"
              .formatted(Children.VARIABLE, value);
      var start = System.nanoTime();
      client
          .resources(AIMEndpoint.class)
          .inNamespace(OURS)
          .withName(name)
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
      var at = children.changed(name, value);
      while (at.isEmpty() && since(start) < LATE.toSeconds()) {
        LockSupport.parkNanos(1_000_000);
        at = children.changed(name, value);
      }
      at.ifPresent(seen -> times.add((seen - start) / 1e9));
    }
    var lost = changes - times.size();
    findings.row(
        lost == 0, "0", "changes later than " + LATE.toSeconds() + " s", "%d of %d", lost, changes);
    if (!times.isEmpty()) {
      times.sort(null);
      var p50 = times.get((times.size() - 1) / 2);
      var p99 = times.get((int) Math.ceil(times.size() * 0.99) - 1);
      findings.row(p50 <= 0.2, "<= 0.2", "one change to its child, p50, s", "%.3f", p50);
      findings.row(
          p99 <= 1,
          "<= 1",
          "one change to its child, p99, s",
          "%.3f, slowest %.3f",
          p99,
          times.getLast());
    }
  }

  private long phases(String phase) {
    return client.resources(AIMEndpoint.class).inNamespace(OURS).list().getItems().stream()
        .filter(e -> e.getStatus() != null && phase.equals(e.getStatus().phase()))
        .count();
  }

  private static void await(String what, BooleanSupplier holds) {
    var start = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (since(start) > LIMIT.toSeconds()) {
        throw new IllegalStateException("not within " + LIMIT + ": " + what);
      }
      LockSupport.parkNanos(1_000_000_000);
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
