package io.aimengine.e2e.cluster;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Nodes that only kwok plays: pods on them run and become ready at once, nothing is computed.
/// Labels and resources are those that AMD's node labeller and device plugin give.
public final class GpuNodes {
  private static final String OWNER = "e2e.aimengine/class";
  private static final String BROKEN = "e2e.aimengine/broken"; // kwok/nodes.yaml knows it
  private static final Catalog CATALOG = Catalogs.builtin();

  private final Cluster cluster;

  GpuNodes(Cluster cluster) {
    this.cluster = cluster;
  }

  /// A node of GPUs of one kind, to be changed with `new NodeBuilder(node)` before it is added.
  public Node node(String name, String accelerator, int gpus) {
    var kind =
        CATALOG
            .accelerator(accelerator)
            .orElseThrow(() -> new IllegalArgumentException("no accelerator " + accelerator));
    var room =
        Map.of(
            "cpu", new Quantity("192"),
            "memory", new Quantity("2Ti"),
            "pods", new Quantity("110"),
            "amd.com/gpu", new Quantity(String.valueOf(gpus)));
    return new NodeBuilder()
        .withNewMetadata()
        .withName(cluster.namespace() + "-" + name)
        .addToLabels(labels(kind))
        .endMetadata()
        .withNewStatus()
        .withCapacity(room)
        .withAllocatable(room)
        .endStatus()
        .build();
  }

  private static Map<String, String> labels(Accelerator kind) {
    return Map.of(
        "kubernetes.io/os",
        "linux",
        "kubernetes.io/arch",
        "amd64",
        "amd.com/gpu.family",
        "AI",
        "amd.com/gpu.device-id",
        kind.deviceIds().getFirst(),
        "amd.com/gpu.product-name",
        "AMD_Instinct_" + kind.name() + "_OAM",
        "amd.com/gpu.vram",
        Math.round(kind.memoryGib()) + "G",
        "amd.com/gpu.cu-count",
        String.valueOf(kind.computeUnits()),
        "amd.com/gpu.simd-count",
        String.valueOf(4 * kind.computeUnits()));
  }

  /// Adds a node and waits until it is Ready.
  public Node add(Node node) {
    return add(List.of(node)).getFirst();
  }

  /// Adds nodes of 8 GPUs each.
  public List<Node> add(int count, String accelerator) {
    var prefix = accelerator.toLowerCase(Locale.ROOT) + "-";
    return add(IntStream.range(0, count).mapToObj(i -> node(prefix + i, accelerator, 8)).toList());
  }

  /// Adds nodes and waits until all are Ready.
  public List<Node> add(List<Node> nodes) {
    var names = nodes.stream().map(n -> n.getMetadata().getName()).toList();
    nodes.forEach(n -> cluster.client().nodes().resource(played(n)).create());
    return cluster
        .awaitAll(
            cluster.client().nodes().withLabel(OWNER, cluster.namespace()),
            names.size() + " new nodes are Ready",
            all ->
                all.stream()
                    .filter(GpuNodes::isReady)
                    .map(GpuNodes::name)
                    .collect(Collectors.toSet())
                    .containsAll(names))
        .stream()
        .filter(n -> names.contains(name(n)))
        .sorted(Comparator.comparingInt(n -> names.indexOf(name(n))))
        .toList();
  }

  /// Makes a node NotReady, which taints it, and waits for that; `repair` ends it.
  public void breakDown(Node node) {
    patch(node, "\"true\"");
    cluster.await(named(node), name(node) + " is NotReady", n -> !isReady(n));
  }

  public void repair(Node node) {
    patch(node, "null");
    cluster.await(named(node), name(node) + " is Ready", GpuNodes::isReady);
  }

  private void patch(Node node, String value) {
    var patch = "{\"metadata\":{\"annotations\":{\"" + BROKEN + "\":" + value + "}}}";
    named(node).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private Resource<Node> named(Node node) {
    return cluster.client().nodes().withName(name(node));
  }

  private Node played(Node node) {
    return new NodeBuilder(node)
        .editMetadata()
        .addToAnnotations("kwok.x-k8s.io/node", "fake")
        .addToLabels(OWNER, cluster.namespace())
        .addToLabels("kubernetes.io/hostname", name(node))
        .endMetadata()
        .build();
  }

  private static String name(Node node) {
    return node.getMetadata().getName();
  }

  /// Ready, and the scheduler may use it: the taint that new nodes have goes a little later.
  private static boolean isReady(Node node) {
    return node.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
        && node.getSpec().getTaints().stream()
            .noneMatch(t -> t.getKey().equals("node.kubernetes.io/not-ready"));
  }

  void delete() {
    cluster.client().nodes().withLabel(OWNER, cluster.namespace()).delete();
  }
}
