package io.aimengine.operator;

import io.aimengine.e2e.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Somebody who makes, changes, scales and deletes endpoints, caches and a recipe, the same from
/// the same seed. Some endpoints share GPUs that are too few for all.
final class ChaosUser {
  /// What endpoints are called that want the same few GPUs.
  static final String SCARCE = "scarce-";

  /// Single GPUs of the scarce kind, of which there are 8.
  private static final int RIVALS = 10;

  private static final int CACHES = 3;
  private static final String KEPT =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMCache
      metadata: {name: %s}
      spec: {storage: {size: 10Gi}}
      ---
      """;
  private static final String RECIPE =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMRecipe
      metadata: {name: chaos-recipe}
      spec:
        modelId: Qwen/Qwen3-8B
        hardware: MI300X
        precision: bfloat16
        backend: vllm
        configurations: [{gpuCount: 1, enabled: true, args: ["--max-model-len", "8192"]}]
      ---
      """;

  private final Cluster cluster;
  private final Random random;
  private final List<String> names = new ArrayList<>();
  private final Map<String, String> manifests = new TreeMap<>();
  private final Map<String, Integer> replicas = new TreeMap<>();
  private final Map<String, String> caches = new TreeMap<>();
  private int changes;

  ChaosUser(Cluster cluster, Random random, int endpoints) {
    this.cluster = cluster;
    this.random = random;
    for (var i = 0; i < endpoints; i++) {
      names.add(i < RIVALS ? SCARCE + i : "chaos-" + i);
    }
  }

  /// The endpoints that shall be there, and how many replicas each.
  Map<String, Integer> replicas() {
    return Map.copyOf(replicas);
  }

  List<String> caches() {
    return List.copyOf(caches.keySet());
  }

  /// All that shall be there now.
  String manifests() {
    return RECIPE + String.join("", caches.values()) + String.join("", manifests.values());
  }

  void makesAll() {
    names.forEach(this::makes);
    applied(manifests());
  }

  /// A few changes, in no more than two commands.
  void changes(int count) {
    var changed = new TreeMap<String, String>();
    var gone = new ArrayList<String>();
    for (var i = 0; i < count; i++) {
      var name = names.get(random.nextInt(names.size()));
      if (manifests.containsKey(name) && random.nextInt(5) == 0) {
        manifests.remove(name);
        replicas.remove(name);
        changed.remove(name);
        gone.add("aimep/" + name);
      } else {
        changed.put(name, makes(name));
      }
    }
    var cache = "chaos-cache-" + random.nextInt(CACHES);
    if (caches.remove(cache) == null) {
      caches.put(cache, KEPT.formatted(cache));
      changed.put(cache, KEPT.formatted(cache));
    } else {
      gone.add("aimc/" + cache);
    }
    if (!gone.isEmpty()) {
      deleted(gone);
    }
    applied(String.join("", changed.values()));
  }

  private String makes(String name) {
    var rival = name.startsWith(SCARCE);
    var count = rival ? 1 : 1 + random.nextInt(2);
    var spec =
        "model: Qwen/Qwen3-8B, replicas: %d, gpuCount: 1, hardware: %s, env: {CHANGE: '%d'}%s"
            .formatted(
                count,
                rival ? "MI325X" : "MI300X",
                changes++ % 4,
                !rival && name.endsWith("7") ? ", customRecipe: chaos-recipe" : "");
    var manifest = Operated.manifest(name, spec);
    manifests.put(name, manifest);
    replicas.put(name, count);
    return manifest;
  }

  /// Again and again, as people and pipelines do while the API server is away.
  private void applied(String text) {
    Cluster.eventually("what the user wants is taken", () -> cluster.apply(text).exit() == 0);
  }

  private void deleted(List<String> objects) {
    var all = objects.stream().distinct().collect(Collectors.toCollection(ArrayList::new));
    all.addAll(List.of("--wait=false", "--ignore-not-found"));
    all.addFirst("delete");
    Cluster.eventually(
        "what the user does not want is taken back",
        () -> cluster.kubectl(all.toArray(String[]::new)).exit() == 0);
  }

  void deletesAll() {
    deleted(manifests.keySet().stream().map(name -> "aimep/" + name).toList());
    deleted(caches.keySet().stream().map(name -> "aimc/" + name).toList());
    deleted(List.of("aimr/chaos-recipe"));
  }
}
