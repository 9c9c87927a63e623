package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.InventoryRead;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterInventoryTest {
  private static final Catalog CATALOG = Catalogs.builtin();
  private static final String GPU = "amd.com/gpu";
  private static final int EVENTS = 300;
  private static final int PROMISES = 9; // kinds of events after the others

  private final Map<String, HasMetadata> there = new TreeMap<>();
  private final Map<String, Deployment> promised = new TreeMap<>(); // by endpoint
  private final Map<String, Deployment> surging = new TreeMap<>(); // by endpoint
  private int told;
  private final ClusterInventory inventory = new ClusterInventory(CATALOG, () -> told++);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void saysTheSameAsOneBuiltFromScratchAfterAnySequenceOfEvents(long seed) {
    var random = new Random(seed);
    for (var event = 0; event < EVENTS; event++) {
      event(random.nextInt(PROMISES + 2), random);
      var endpoint = random.nextBoolean() ? "" : "team/e" + random.nextInt(4);
      var afresh = afresh(random);
      assertThat(inventory.free(endpoint)).isEqualTo(afresh.free(endpoint));
      var own = Set.of("n" + random.nextInt(6));
      assertThat(inventory.whole(own)).isEqualTo(afresh.whole(own));
      assertThat(free(inventory.free(""))).as("event %d", event).isEqualTo(oneByOne());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void tellsWheneverMoreIsFree(long seed) {
    var random = new Random(seed);
    for (var event = 0; event < EVENTS; event++) {
      var before = free(inventory.free(""));
      var toldBefore = told;
      event(random.nextInt(PROMISES), random); // a promise only moves what is on its way
      var more =
          free(inventory.free("")).entrySet().stream()
              .anyMatch(node -> node.getValue() > before.getOrDefault(node.getKey(), 0));
      assertThat(!more || told > toldBefore).as("event %d", event).isTrue();
    }
  }

  @Test
  void tellsNothingOfWhatTakesNoGpu() {
    put(node("n0", 8, "MI300X"));
    put(pod("p", "e0", 2, "n0", "Running"));
    var before = told;
    put(pod("p", "e0", 2, "n0", "Running"));
    put(pod("q", "e0", 0, "n0", "Running"));
    remove("pod/q", inventory);
    assertThat(told).isEqualTo(before);
  }

  @Test
  void nothingIsReadAgainWhileNodesStayAsTheyAre() {
    put(node("n0", 8, "MI300X"));
    var before = inventory.whole(Set.of());
    put(pod("p", "e0", 2, "n0", "Running"));
    put(node("n0", 8, "MI300X"));
    assertThat(inventory.whole(Set.of())).isSameAs(before);
    put(node("n0", 4, "MI300X"));
    assertThat(inventory.whole(Set.of())).isNotSameAs(before);
  }

  @Test
  void aPromiseHoldsUntilTheWatchShowsTheWorkload() {
    put(node("n0", 8, "MI300X"));
    inventory.promise(workload("e0", 1, 6));
    assertThat(free(inventory.free(""))).containsEntry("n0", 2);
    assertThat(free(inventory.free("team/e0"))).containsEntry("n0", 8);
    inventory.put(workload("e0", 0, 6));
    assertThat(free(inventory.free(""))).containsEntry("n0", 8);
  }

  @Test
  void tellsWhenAPromiseIsBroken() {
    put(node("n0", 8, "MI300X"));
    inventory.promise(workload("e0", 1, 6));
    var before = told;
    inventory.broken("team/e0");
    assertThat(told).isGreaterThan(before);
    assertThat(free(inventory.free(""))).containsEntry("n0", 8);
  }

  @Test
  void aReleaseThatHasAWorkloadIsPromisedNothing() {
    put(node("n0", 8, "MI300X"));
    inventory.put(workload("e0", 0, 6));
    inventory.promise(workload("e0", 1, 6));
    assertThat(free(inventory.free(""))).containsEntry("n0", 8);
  }

  @Test
  void keepsTheGpusOfAPodThatGoesBeforeTheNextOneComes() {
    put(node("n0", 2, "MI300X"));
    put(workload("e0", 1, 2));
    put(pod("old", "e0", 2, "n0", "Running"));
    put(of("old", 1, workload("e0", 0, 2)));
    assertThat(free(inventory.free(""))).containsEntry("n0", 0);
    remove("pod/old", inventory);
    assertThat(free(inventory.free(""))).containsEntry("n0", 0);
    assertThat(free(inventory.free("team/e0"))).containsEntry("n0", 2);
    put(of("old", 0, workload("e0", 0, 2)));
    assertThat(free(inventory.free(""))).containsEntry("n0", 2);
  }

  @Test
  void promisesAnotherReleaseNoMoreThanWhatTheEndpointLacks() {
    put(node("n0", 8, "MI300X"));
    put(workload("e0", 1, 2));
    put(pod("old", "e0", 2, "n0", "Running"));
    inventory.promise(of("new", 3, workload("e0", 3, 2)));
    assertThat(free(inventory.free(""))).containsEntry("n0", 2);
    put(workload("e0", 1, 2));
    assertThat(free(inventory.free(""))).as("the watch shows an older one").containsEntry("n0", 2);
  }

  /// Two that find the same free GPU would both take it.
  @Test
  void putsAGpuAsideForAReplicaThatComesBeforeAnOlderOneGoes() {
    put(node("n0", 2, "MI300X"));
    put(workload("e0", 1, 1));
    put(pod("old", "e0", 1, "n0", "Running"));
    assertThat(inventory.surge(of("new", 2, workload("e0", 1, 1)), () -> true)).isTrue();
    assertThat(free(inventory.free(""))).containsEntry("n0", 0);
    put(workload("e0", 2, 1));
    assertThat(free(inventory.free(""))).as("shown, and not counted twice").containsEntry("n0", 0);
    put(pod("new", "e0", 1, "n0", "Running"));
    assertThat(free(inventory.free(""))).containsEntry("n0", 0);
    put(workload("e0", 1, 1));
    remove("pod/old", inventory);
    var before = told;
    inventory.surged("team/e0");
    assertThat(told).isGreaterThan(before);
    assertThat(free(inventory.free(""))).containsEntry("n0", 1);
  }

  @Test
  void aReplicaThatIsAskedForAgainDoesNotStandInItsOwnWay() {
    put(node("n0", 1, "MI300X"));
    var surge = of("new", 2, workload("e0", 1, 1));
    for (var ask = 0; ask < 2; ask++) {
      assertThat(inventory.surge(surge, () -> free(inventory.free("")).getOrDefault("n0", 0) > 0))
          .isTrue();
    }
    inventory.forget("team/e0"::equals);
    assertThat(free(inventory.free(""))).as("of an endpoint that is gone").containsEntry("n0", 1);
  }

  private void event(int kind, Random random) {
    var i = random.nextInt(8);
    switch (kind) {
      case 0 -> put(node(random));
      case 1 -> remove("node/n" + random.nextInt(6), inventory);
      case 2, 3, 4, 5 -> put(pod(random, i));
      case 6 -> remove("pod/p" + i, inventory);
      case 7 -> put(workload(random, "e" + random.nextInt(4)));
      case 8 -> remove("workload/e" + random.nextInt(4), inventory);
      case PROMISES + 1 -> {
        var surge = workload(random, "e" + random.nextInt(4));
        var room = random.nextBoolean();
        inventory.surge(surge, () -> room);
        surging.remove(GpuPod.endpoint(surge));
        if (room) {
          surging.put(GpuPod.endpoint(surge), surge);
        }
      }
      default -> {
        var endpoint = "e" + random.nextInt(4);
        if (random.nextBoolean()) {
          var workload = workload(random, endpoint);
          inventory.promise(workload);
          promised.remove(endpoint);
          if (only(Deployment.class).stream().noneMatch(shown -> same(shown, workload))) {
            promised.put(endpoint, workload);
          }
        } else {
          inventory.broken("team/" + endpoint);
          promised.remove(endpoint);
          surging.remove("team/" + endpoint);
        }
      }
    }
  }

  private void put(HasMetadata object) {
    there.put(key(object), object);
    if (object instanceof Deployment shown) {
      promised.values().removeIf(promise -> same(shown, promise));
    }
    put(object, inventory);
  }

  private static void put(HasMetadata object, ClusterInventory to) {
    switch (object) {
      case Node node -> to.put(node);
      case Pod pod -> to.put(pod);
      case Deployment workload -> to.put(workload);
      default -> throw new IllegalArgumentException(object.getKind());
    }
  }

  private void remove(String key, ClusterInventory from) {
    switch (there.remove(key)) {
      case Node node -> from.remove(node);
      case Pod pod -> from.remove(pod);
      case Deployment workload -> from.remove(workload);
      case null, default -> {}
    }
  }

  private ClusterInventory afresh(Random random) {
    var made = new ClusterInventory(CATALOG, () -> {});
    var all = new ArrayList<>(there.values());
    Collections.shuffle(all, random);
    all.forEach(object -> put(object, made));
    promised.values().forEach(made::promise);
    surging.values().forEach(surge -> made.surge(surge, () -> true));
    return made;
  }

  /// Free GPUs by node, counted in the plainest way: pod after pod.
  private Map<String, Integer> oneByOne() {
    var free = new TreeMap<String, Integer>();
    only(Node.class).stream()
        .filter(node -> !Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
        .forEach(node -> free.put(node.getMetadata().getName(), gpus(node)));
    var coming = new ArrayList<Need>();
    var pods = new HashMap<String, Integer>(); // of workloads
    var counts = new HashMap<String, Integer>(); // of endpoints, those that come included
    for (var pod : only(Pod.class)) {
      GpuPod.of(pod)
          .ifPresent(counted -> {
            pods.merge(counted.workload(), 1, Integer::sum);
            counts.merge(counted.endpoint(), 1, Integer::sum);
            var held = counted.need().total();
            counted.node().ifPresent(n -> free.computeIfPresent(n, (_, left) -> left - held));
            if (counted.looking()) {
              coming.add(counted.need());
            }
          });
    }
    var most = new TreeMap<String, GpuWorkload>(); // what an endpoint may hold, by its workloads
    for (var workload : only(Deployment.class)) {
      var wanted = GpuWorkload.of(workload).orElseThrow();
      for (var i = pods.getOrDefault(wanted.key(), 0); i < wanted.replicas(); i++) {
        coming.add(wanted.need());
        counts.merge(wanted.endpoint(), 1, Integer::sum);
      }
      most.merge(
          wanted.endpoint(),
          wanted,
          (one, other) ->
              one.whole() * one.need().total() > other.whole() * other.need().total()
                  ? one
                  : other);
    }
    promised.values().forEach(w -> most.put(GpuPod.endpoint(w), GpuWorkload.of(w).orElseThrow()));
    surging.forEach((endpoint, w) -> most.put(endpoint, GpuWorkload.of(w).orElseThrow()));
    most.forEach((endpoint, claim) -> {
      for (var i = counts.getOrDefault(endpoint, 0); i < claim.whole(); i++) {
        coming.add(claim.need());
      }
    });
    coming.sort((one, other) -> other.total() - one.total());
    for (var need : coming) {
      free.entrySet().stream()
          .filter(node -> node.getValue() >= need.total())
          .min(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
          .ifPresent(node -> node.setValue(node.getValue() - need.total()));
    }
    free.replaceAll((_, left) -> Math.max(0, left));
    return free;
  }

  private <T extends HasMetadata> List<T> only(Class<T> kind) {
    return there.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static Map<String, Integer> free(InventoryRead read) {
    var free = new TreeMap<String, Integer>();
    for (var node : read.inventory().nodes()) {
      free.put(node.name(), node.devices().stream().mapToInt(Devices::free).sum());
    }
    return free;
  }

  private static String key(HasMetadata object) {
    var kind =
        object instanceof Deployment ? "workload" : object.getKind().toLowerCase(Locale.ROOT);
    return kind + "/" + object.getMetadata().getName();
  }

  private static int gpus(Node node) {
    return Need.amounts(node.getStatus().getAllocatable()).getOrDefault(GPU, 0);
  }

  private static Node node(Random random) {
    var node =
        node(
            "n" + random.nextInt(6),
            List.of(2, 4, 8).get(random.nextInt(3)),
            random.nextBoolean() ? "MI300X" : "MI325X");
    node.getSpec().setUnschedulable(random.nextInt(4) == 0);
    return node;
  }

  private static Node node(String name, int gpus, String product) {
    return Slim.node(
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels("amd.com/gpu.product-name", "AMD_Instinct_" + product + "_OAM")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .addToAllocatable(GPU, new Quantity(Integer.toString(gpus)))
            .addToAllocatable("cpu", new Quantity("64"))
            .endStatus()
            .build());
  }

  private static Pod pod(Random random, int i) {
    return pod(
        "p" + i,
        random.nextInt(3) == 0 ? "" : "e" + random.nextInt(4),
        random.nextInt(4),
        random.nextBoolean() ? "" : "n" + random.nextInt(6),
        List.of("Pending", "Running", "Running", "Succeeded").get(random.nextInt(4)));
  }

  private static Pod pod(String name, String endpoint, int gpus, String node, String phase) {
    return new PodBuilder()
        .withMetadata(meta(name, endpoint))
        .withSpec(new PodSpecBuilder(spec(gpus)).withNodeName(node.isEmpty() ? null : node).build())
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  /// The first or the second workload of an endpoint, of one of two releases.
  private static Deployment workload(Random random, String endpoint) {
    var made = workload(endpoint, random.nextInt(4), 1 + random.nextInt(3));
    if (random.nextInt(3) == 0) {
      made.getMetadata().setName(endpoint + "-b");
    }
    return random.nextBoolean() ? made : of("new", random.nextInt(5), made);
  }

  private static Deployment of(String release, int whole, Deployment workload) {
    return new DeploymentBuilder(workload)
        .editMetadata()
        .addToAnnotations(Release.RELEASE, release)
        .addToAnnotations(Release.REPLICAS, Integer.toString(whole))
        .endMetadata()
        .build();
  }

  private static boolean same(Deployment one, Deployment other) {
    return GpuPod.endpoint(one).equals(GpuPod.endpoint(other))
        && Release.of(one).equals(Release.of(other));
  }

  private static Deployment workload(String endpoint, int replicas, int gpus) {
    return new DeploymentBuilder()
        .withMetadata(meta(endpoint, endpoint))
        .withNewSpec()
        .withReplicas(replicas)
        .withNewTemplate()
        .withSpec(spec(gpus))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static ObjectMeta meta(String name, String endpoint) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace("team")
        .withLabels(
            Optional.of(endpoint)
                .filter(e -> !e.isEmpty())
                .map(e -> Map.of(Labels.ENDPOINT, e))
                .orElse(Map.of()))
        .build();
  }

  private static PodSpec spec(int gpus) {
    return new PodSpecBuilder()
        .addNewContainer()
        .withNewResources()
        .addToRequests(GPU, new Quantity(Integer.toString(gpus)))
        .endResources()
        .endContainer()
        .build();
  }
}
