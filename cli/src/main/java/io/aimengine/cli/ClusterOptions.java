package io.aimengine.cli;

import io.aimengine.catalog.Catalog;
import io.aimengine.operator.LiveCluster;
import io.aimengine.plan.InventoryRead;
import io.aimengine.spec.EndpointSpec;
import java.util.Collection;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `--cluster`: ask about the nodes of a cluster as they are now.
final class ClusterOptions {
  @Mixin KubeOptions kube = new KubeOptions();

  @Option(
      names = "--cluster",
      description = "On a cluster's nodes as they are now; reads nodes and pods, changes nothing")
  private boolean asked;

  boolean asked() {
    return asked;
  }

  /// What is free there for these endpoints: what they hold themselves counts as free.
  InventoryRead inventory(App app, Catalog catalog, Collection<EndpointSpec> specs) {
    try (var client = kube.client(app)) {
      var here = kube.namespace(client);
      var own =
          specs.stream()
              .map(spec ->
                  (spec.namespace().isEmpty() ? here : spec.namespace()) + "/" + spec.name())
              .collect(Collectors.toSet());
      return new LiveCluster(client, catalog).inventory(own);
    }
  }
}
