package io.aimengine.cli;

import io.aimengine.render.Cluster;
import io.aimengine.render.Cluster.SecretKey;
import io.aimengine.render.OptionalKind;
import io.aimengine.render.Routing;
import io.aimengine.render.Scaler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// What rendering has to know of a cluster that is not asked.
final class ClusterFacts {
  /// Which image has the embedded engine when nobody says otherwise.
  static final String CPU_IMAGE = "aim-engine-cpu:" + Version.number();

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
      names = "--gpu-groups",
      paramLabel = "GID",
      split = ",",
      description =
          "Groups that own the nodes' GPU device files (render, video); without them GPU pods"
              + " run as root with every capability dropped")
  private List<Long> gpuGroups = new ArrayList<>();

  @Option(
      names = "--cpu-image",
      paramLabel = "IMAGE",
      description =
          "The image of the embedded engine, for endpoints on processors (aim-engine-cpu of this"
              + " version)")
  private String cpuImage = CPU_IMAGE;

  @Option(
      names = "--hub-token",
      paramLabel = "SECRET/KEY",
      description = "Where the Hugging Face token is kept (hf-token/token)")
  private String hubToken = "hf-token/token";

  @Option(
      names = "--scaler",
      paramLabel = "SCALER",
      description = "Who changes the number of replicas: builtin, hpa or keda (builtin)")
  private String scaler = Scaler.BUILT_IN.id();

  @Option(names = "--prometheus", paramLabel = "URL", description = "The Prometheus that KEDA asks")
  private String prometheus = "";

  @Option(
      names = "--gateway",
      paramLabel = "NAMESPACE/NAME",
      description = "The Gateway through which endpoints are reached from outside")
  private String gateway = "";

  @Option(
      names = "--route-path",
      paramLabel = "TEMPLATE",
      description = "The path there (" + Routing.PATH + ")")
  private String routePath = Routing.PATH;

  @Option(
      names = "--kserve",
      description = "Serve by KServe InferenceServices instead of Deployments")
  private boolean kserve;

  Cluster cluster() {
    var cluster =
        Cluster.plain()
            .cpuImage(cpuImage)
            .kinds(installed())
            .groups(gpuGroups)
            .hubToken(token())
            .scaler(scaler());
    cluster = prometheus.isEmpty() ? cluster : cluster.prometheus(prometheus);
    cluster = gateway.isEmpty() ? cluster : cluster.routing(Routing.to(gateway).path(routePath));
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
        throw wrong("--kinds: " + name + " is none of the optional kinds", known());
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

  private SecretKey token() {
    var parts = hubToken.split("/", -1);
    if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
      throw wrong("--hub-token: " + hubToken + " is no secret and key", "such as hf-token/token");
    }
    return new SecretKey(parts[0], parts[1]);
  }

  private Scaler scaler() {
    return Scaler.parse(scaler)
        .orElseThrow(
            () -> wrong("--scaler: " + scaler + " is not known", "known: builtin, hpa, keda"));
  }

  private static CommandFailure wrong(String message, String hint) {
    return CommandFailure.usage(message, hint);
  }
}
