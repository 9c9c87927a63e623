package io.aimengine.render;

import java.util.List;
import java.util.Set;

/// What the renderer has to know of a cluster. `kinds` are the optional ones that are installed
/// (`ServiceMonitor.monitoring.coreos.com`). `gpuGroups` are the ids of the groups that own GPU
/// device files on the nodes (render, video); without them a GPU pod runs as root with every
/// capability dropped. `hubToken` is where a Hugging Face token is kept. The rates are in GiB/s and
/// decide how long a start may take.
public record Cluster(
    Set<String> kinds,
    List<Long> gpuGroups,
    SecretKey hubToken,
    double loadGibPerSecond,
    double downloadGibPerSecond) {

  /// A key of a Secret in the endpoint's namespace.
  public record SecretKey(String name, String key) {}

  public Cluster {
    kinds = Set.copyOf(kinds);
    gpuGroups = List.copyOf(gpuGroups);
    if (!(loadGibPerSecond > 0 && downloadGibPerSecond > 0)) {
      throw new IllegalArgumentException("rates are above 0");
    }
  }

  /// A cluster with nothing optional installed, a network file system (0.5 GiB/s) and a slow line
  /// to the hub (0.1 GiB/s).
  public static Cluster plain() {
    return new Cluster(Set.of(), List.of(), new SecretKey("hf-token", "token"), 0.5, 0.1);
  }

  public Cluster groups(List<Long> groups) {
    return new Cluster(kinds, groups, hubToken, loadGibPerSecond, downloadGibPerSecond);
  }

  public boolean has(OptionalKind kind) {
    return kinds.contains(kind.id());
  }
}
