package io.aimengine.cli;

import io.aimengine.render.Cluster;
import io.aimengine.render.OptionalKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A cluster that is not asked: what the operator would find there by itself is an option too.
final class AbsentCluster {
  @Mixin private ClusterFacts facts = new ClusterFacts();

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      description =
          "Optional kinds that are installed, as ServiceMonitor or"
              + " ServiceMonitor.monitoring.coreos.com; all for all of them. Objects of other"
              + " optional kinds are left out")
  private List<String> kinds = new ArrayList<>();

  @Option(
      names = "--kserve",
      description = "Serve by KServe InferenceServices instead of Deployments")
  private boolean kserve;

  Cluster cluster() {
    var cluster = facts.cluster().kinds(installed());
    return kserve ? cluster.throughKServe() : cluster;
  }

  private Set<String> installed() {
    var installed = new HashSet<String>();
    for (var name : kinds) {
      var found =
          Arrays.stream(OptionalKind.values())
              .filter(kind ->
                  name.equals("all")
                      || name.equalsIgnoreCase(kind.kind())
                      || name.equalsIgnoreCase(kind.id()))
              .map(OptionalKind::id)
              .toList();
      if (found.isEmpty()) {
        throw CommandFailure.usage("--kinds: " + name + " is none of the optional kinds", known());
      }
      installed.addAll(found);
    }
    return installed;
  }

  private static String known() {
    return "known: all, "
        + Arrays.stream(OptionalKind.values())
            .map(OptionalKind::kind)
            .collect(Collectors.joining(", "));
  }
}
