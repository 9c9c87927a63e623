package io.aimengine.render;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the renderer has to know of a cluster. `kinds` are the optional ones that are installed
/// (`ServiceMonitor.monitoring.coreos.com`). `gpuGroups` are the ids of the groups that own GPU
/// device files on the nodes (render, video); without them a GPU pod runs as root with every
/// capability dropped. `hubToken` is where a Hugging Face token is kept. The rates are in GiB/s and
/// decide how long a start may take. `prometheus` is the address that KEDA asks. `kserve`: pods
/// come from InferenceServices. `cpuImage` has the embedded engine and fetches models for it. An
/// endpoint's annotations may say otherwise for `scaler`, `routing` and `kserve`.
public record Cluster(
    Set<String> kinds,
    List<Long> gpuGroups,
    SecretKey hubToken,
    double loadGibPerSecond,
    double downloadGibPerSecond,
    Scaler scaler,
    String prometheus,
    Optional<Routing> routing,
    boolean kserve,
    String cpuImage) {

  /// A key of a Secret in the endpoint's namespace.
  public record SecretKey(String name, String key) {}

  /// Where the Prometheus operator puts it when it is installed into `monitoring`.
  private static final String PROMETHEUS = "http://prometheus-operated.monitoring.svc:9090";

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
    return new Cluster(
        Set.of(),
        List.of(),
        new SecretKey("hf-token", "token"),
        0.5,
        0.1,
        Scaler.BUILT_IN,
        PROMETHEUS,
        Optional.empty(),
        false,
        "aim-engine-cpu");
  }

  public Cluster groups(List<Long> groups) {
    return copy(kinds, groups, hubToken, scaler, prometheus);
  }

  /// Ids as `OptionalKind.id()` writes them; others are of no interest.
  public Cluster kinds(Set<String> installed) {
    return copy(installed, gpuGroups, hubToken, scaler, prometheus);
  }

  public Cluster hubToken(SecretKey key) {
    return copy(kinds, gpuGroups, key, scaler, prometheus);
  }

  public Cluster scaler(Scaler value) {
    return copy(kinds, gpuGroups, hubToken, value, prometheus);
  }

  public Cluster prometheus(String address) {
    return copy(kinds, gpuGroups, hubToken, scaler, address);
  }

  private Cluster copy(
      Set<String> newKinds,
      List<Long> groups,
      SecretKey token,
      Scaler newScaler,
      String newPrometheus) {
    return new Cluster(
        newKinds,
        groups,
        token,
        loadGibPerSecond,
        downloadGibPerSecond,
        newScaler,
        newPrometheus,
        routing,
        kserve,
        cpuImage);
  }

  public Cluster rates(double load, double download) {
    return new Cluster(
        kinds, gpuGroups, hubToken, load, download, scaler, prometheus, routing, kserve, cpuImage);
  }

  public Cluster routing(Routing to) {
    return served(Optional.of(to), kserve);
  }

  public Cluster throughKServe() {
    return served(routing, true);
  }

  private Cluster served(Optional<Routing> newRouting, boolean newKServe) {
    return new Cluster(
        kinds,
        gpuGroups,
        hubToken,
        loadGibPerSecond,
        downloadGibPerSecond,
        scaler,
        prometheus,
        newRouting,
        newKServe,
        cpuImage);
  }

  /// The image of the embedded engine, which also fetches models for it.
  public Cluster cpuImage(String image) {
    return new Cluster(
        kinds,
        gpuGroups,
        hubToken,
        loadGibPerSecond,
        downloadGibPerSecond,
        scaler,
        prometheus,
        routing,
        kserve,
        image);
  }

  public boolean has(OptionalKind kind) {
    return kinds.contains(kind.id());
  }
}
