package io.aimengine.cli;

import static java.util.stream.Collectors.toSet;

import io.aimengine.catalog.Catalog;
import io.aimengine.operator.LiveCluster;
import io.aimengine.plan.InventoryRead;
import io.aimengine.spec.EndpointSpec;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `--cluster`: ask about the nodes of a cluster as they are now.
final class ClusterOptions {
  @Mixin KubeOptions kube = new KubeOptions();

  @Option(
      names = "--cluster",
      description =
          "On a cluster's nodes as they are now; reads nodes, pods and recipes, changes nothing")
  private boolean asked;

  boolean asked() {
    return asked;
  }

  /// What these endpoints find there: what is free, what they hold themselves counting as such, and
  /// the AIMRecipes of their namespaces: texts by name, by namespace as the manifests say it.
  record Found(InventoryRead inventory, Map<String, Map<String, String>> recipes) {}

  Found look(App app, Catalog catalog, Collection<EndpointSpec> specs) {
    try (var client = kube.client(app)) {
      var here = kube.namespace(client);
      var live = new LiveCluster(client, catalog);
      var own =
          specs.stream()
              .map(spec -> spec.in(here).namespace() + "/" + spec.name())
              .collect(toSet());
      var recipes = new TreeMap<String, Map<String, String>>();
      for (var spec : specs) {
        recipes.computeIfAbsent(
            spec.recipeNamespace(), _ -> live.recipes(spec.in(here).recipeNamespace()));
      }
      return new Found(live.inventory(own), recipes);
    }
  }
}
