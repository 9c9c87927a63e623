package io.aimengine.operator;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryRead;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What of a cluster's GPUs is free, by node: allocatable less what pods hold, less what pods and
/// workloads that are on their way will hold. Kept up to date object by object, so that a look does
/// not read the cluster again; what it says depends on the objects that are there, not on the order
/// in which they came, so two operators after one another say the same.
final class ClusterInventory {
  private static final String SOURCE = "the cluster";

  private final Catalog catalog;
  private final NavigableMap<String, GpuNode> nodes = new TreeMap<>();
  private final Map<String, GpuPod> pods = new HashMap<>();
  private final Map<String, GpuWorkload> workloads = new HashMap<>();
  private final Map<String, GpuWorkload> promised = new HashMap<>();
  private final Map<String, GpuWorkload> surging = new HashMap<>(); // by endpoint, like promises
  private final Map<String, Made> known = new HashMap<>(); // workloads shown, those in vain too
  private final Holdings held = new Holdings();
  private final Map<String, Inventory.Node> left = new HashMap<>(); // as `held` leaves it
  private final Map<String, Set<String>> podsOf = new HashMap<>(); // of an endpoint
  private final Map<String, Integer> podsThere = new HashMap<>(); // of a workload
  private final Set<String> looking = new HashSet<>(); // pods without a node
  private final Runnable told;
  private @Nullable InventoryRead whole; // until a node changes
  private long version;

  /// A release of an endpoint that has a workload.
  private record Made(String endpoint, String release) {
    static Made of(Deployment workload) {
      return new Made(GpuPod.endpoint(workload), Release.of(workload));
    }

    boolean keeps(GpuWorkload promise) {
      return endpoint.equals(promise.endpoint()) && release.equals(promise.release());
    }
  }

  /// `told` is run after each change that may leave more or less free; it must not wait.
  ClusterInventory(Catalog catalog, Runnable told) {
    this.catalog = catalog;
    this.told = told;
  }

  private void changed() {
    version++;
    told.run();
  }

  synchronized void put(Node node) {
    var name = node.getMetadata().getName();
    var before = nodes.get(name);
    if (before == null || !GpuNode.alike(before.node(), node)) {
      nodes.put(name, GpuNode.of(node, catalog));
      left.remove(name);
      whole = null;
      changed();
    }
  }

  synchronized void remove(Node node) {
    nodes.remove(node.getMetadata().getName());
    left.remove(node.getMetadata().getName());
    whole = null;
    changed();
  }

  synchronized void put(Pod pod) {
    var key = GpuPod.key(pod);
    var now = GpuPod.of(pod);
    if (!now.equals(Optional.ofNullable(pods.get(key)))) {
      forget(key);
      now.ifPresent(found -> count(key, found));
      changed();
    }
  }

  synchronized void remove(Pod pod) {
    if (forget(GpuPod.key(pod))) {
      changed();
    }
  }

  private void count(String key, GpuPod pod) {
    pods.put(key, pod);
    podsOf.computeIfAbsent(pod.endpoint(), _ -> new HashSet<>()).add(key);
    podsThere.merge(pod.workload(), 1, Integer::sum);
    hold(pod, 1);
    if (pod.looking()) {
      looking.add(key);
    }
  }

  private boolean forget(String key) {
    var pod = pods.remove(key);
    if (pod != null) {
      podsOf.computeIfPresent(
          pod.endpoint(),
          (_, keys) -> {
            keys.remove(key);
            return keys.isEmpty() ? null : keys;
          });
      podsThere.merge(pod.workload(), -1, (there, one) -> there + one == 0 ? null : there + one);
      hold(pod, -1);
      looking.remove(key);
    }
    return pod != null;
  }

  private void hold(GpuPod pod, int times) {
    pod.node()
        .ifPresent(node -> {
          held.add(node, pod.need(), times);
          left.remove(node);
        });
  }

  /// A workload of an endpoint.
  synchronized void put(Deployment workload) {
    var key = GpuPod.key(workload);
    var made = Made.of(workload);
    known.put(key, made);
    var kept = promised.values().removeIf(made::keeps);
    var now = GpuWorkload.of(workload);
    var before = Optional.ofNullable(workloads.remove(key));
    now.ifPresent(there -> workloads.put(key, there));
    if (kept || !now.equals(before)) {
      changed();
    }
  }

  synchronized void remove(Deployment workload) {
    known.remove(GpuPod.key(workload));
    if (workloads.remove(GpuPod.key(workload)) != null) {
      changed();
    }
  }

  /// Puts GPUs aside for a release of an endpoint that is about to be made, until the watch shows
  /// its workload.
  synchronized void promise(Deployment workload) {
    var made = Made.of(workload);
    promised.remove(made.endpoint());
    if (!known.containsValue(made)) {
      GpuWorkload.of(workload).ifPresent(promise -> promised.put(made.endpoint(), promise));
    }
  }

  /// Puts GPUs aside for one replica beyond those that an endpoint shall have, if `room` finds some
  /// that its last such replica does not hold; until it has come and an older one is gone.
  synchronized boolean surge(Deployment workload, BooleanSupplier room) {
    var endpoint = GpuPod.endpoint(workload);
    var before = surging.remove(endpoint);
    var found = room.getAsBoolean();
    if (found) {
      GpuWorkload.of(workload).ifPresent(surge -> surging.put(endpoint, surge));
    } else if (before != null) {
      changed();
    }
    return found;
  }

  /// No replica more than an endpoint shall have is there or will come.
  synchronized void surged(String endpoint) {
    if (surging.remove(endpoint) != null) {
      changed();
    }
  }

  /// The workload could not be made.
  synchronized void broken(String endpoint) {
    surged(endpoint);
    if (promised.remove(endpoint) != null) {
      changed();
    }
  }

  /// Promises to endpoints that are gone.
  synchronized void forget(Predicate<String> gone) {
    var promises = promised.keySet().removeIf(gone);
    var surges = surging.keySet().removeIf(gone);
    if (promises || surges) {
      changed();
    }
  }

  /// The same pods and workloads, those that are on their way included, on other nodes.
  synchronized ClusterInventory on(GivenNodes given) {
    var made = new ClusterInventory(catalog, () -> {});
    given.nodes().forEach(made::put);
    given.holders().forEach(made::put);
    pods.forEach((key, pod) -> made.count(key, pod.among(made.nodes.keySet())));
    made.workloads.putAll(workloads);
    made.promised.putAll(promised);
    made.surging.putAll(surging);
    return made;
  }

  /// Grows with all that may leave more or less free.
  synchronized long version() {
    return version;
  }

  /// Every node with nothing held; those of `own` even when no new work may go there. The same
  /// object as long as that does not change.
  synchronized InventoryRead whole(Set<String> own) {
    var closed = own.stream().map(nodes::get).filter(node -> node != null && !node.open()).toList();
    if (whole == null) {
      whole = read(nodes.values(), GpuNode::usable);
    }
    if (closed.isEmpty()) {
      return whole;
    }
    var opened = new TreeMap<>(nodes);
    closed.forEach(node -> opened.put(node.name(), node.opened(catalog)));
    return read(opened.values(), GpuNode::usable);
  }

  /// What others than this endpoint (`namespace/name`, "" for nobody) leave free.
  synchronized InventoryRead free(String endpoint) {
    var changed = held.changes();
    if (!endpoint.isEmpty()) {
      for (var key : podsOf.getOrDefault(endpoint, Set.of())) {
        var pod = Objects.requireNonNull(pods.get(key));
        pod.node().ifPresent(node -> changed.add(node, pod.need(), -1));
      }
    }
    Reservations.place(coming(endpoint), nodes.values(), changed);
    return read(
        nodes.values(),
        node -> changed.of(node.name()).map(node::without).orElseGet(() -> left(node)));
  }

  private Optional<Inventory.Node> left(GpuNode node) {
    return node.usable()
        .flatMap(_ ->
            Optional.ofNullable(
                left.computeIfAbsent(
                    node.name(), name -> node.without(held.of(name)).orElseThrow())));
  }

  /// How many pods of each need will come: those that look for a node, replicas that a workload
  /// wants and that no pod is there for yet, and those that an endpoint was promised, puts off
  /// until older ones are gone, or is about to make before they go.
  private Map<Need, Integer> coming(String without) {
    var coming = new HashMap<Need, Integer>();
    for (var key : looking) {
      var pod = pods.get(key);
      if (pod != null && (pod.endpoint().isEmpty() || !pod.endpoint().equals(without))) {
        coming.merge(pod.need(), 1, Integer::sum);
      }
    }
    var made = new HashMap<String, Integer>(); // replicas without a pod, by endpoint
    var claims = new HashMap<String, GpuWorkload>();
    for (var workload : workloads.values()) {
      var missing = workload.replicas() - podsThere.getOrDefault(workload.key(), 0);
      if (missing > 0 && !workload.endpoint().equals(without)) {
        coming.merge(workload.need(), missing, Integer::sum);
        made.merge(workload.endpoint(), missing, Integer::sum);
      }
      claims.merge(workload.endpoint(), workload, GpuWorkload::larger);
    }
    claims.putAll(promised);
    claims.putAll(surging);
    claims.remove("");
    claims.remove(without);
    claims.forEach((endpoint, claim) -> {
      var there = podsOf.getOrDefault(endpoint, Set.of()).size() + made.getOrDefault(endpoint, 0);
      if (claim.whole() > there) {
        coming.merge(claim.need(), claim.whole() - there, Integer::sum);
      }
    });
    return coming;
  }

  private InventoryRead read(
      Collection<GpuNode> all, Function<GpuNode, Optional<Inventory.Node>> as) {
    var found = new ArrayList<Inventory.Node>(all.size());
    var problems = new ArrayList<Problem>();
    for (var node : all) {
      problems.addAll(node.problems());
      as.apply(node).ifPresent(found::add);
    }
    return new InventoryRead(new Inventory(found, SOURCE), problems);
  }
}
