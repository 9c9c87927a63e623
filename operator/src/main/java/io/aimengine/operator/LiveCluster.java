package io.aimengine.operator;

import static java.util.stream.Collectors.toMap;

import io.aimengine.api.v1alpha1.AIMRecipe;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.InventoryRead;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;

/// A cluster as a person's command sees it: read once, nothing watched, nothing written.
public final class LiveCluster {
  private final KubernetesClient client;
  private final Catalog catalog;

  public LiveCluster(KubernetesClient client, Catalog catalog) {
    this.client = client;
    this.catalog = catalog;
  }

  /// What is free. What the pods of `own` hold (`namespace/name` of endpoints) counts as free: it
  /// is about them that somebody asks. Needs to list nodes, and pods in all namespaces.
  public InventoryRead inventory(Set<String> own) {
    var nodes = client.nodes().list().getItems();
    var pods =
        client
            .pods()
            .inAnyNamespace()
            .withoutField("status.phase", "Succeeded")
            .withoutField("status.phase", "Failed")
            .list()
            .getItems();
    pods.removeIf(pod -> own.contains(GpuPod.endpoint(pod)));
    var inventory = new ClusterInventory(catalog, () -> {});
    nodes.forEach(node -> inventory.put(Slim.node(node)));
    pods.forEach(inventory::put);
    return inventory.free("");
  }

  /// The usable recipes of a namespace, as texts by name.
  public Map<String, String> recipes(String namespace) {
    var checks = new Recipes(catalog);
    var there = client.resources(AIMRecipe.class).inNamespace(namespace).list().getItems();
    return there.stream()
        .filter(recipe -> !Recipes.going(recipe) && checks.check(recipe).recipe().isPresent())
        .collect(toMap(recipe -> recipe.getMetadata().getName(), Recipes::text));
  }
}
