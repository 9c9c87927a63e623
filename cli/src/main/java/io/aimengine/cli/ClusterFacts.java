package io.aimengine.cli;

import io.aimengine.render.Cluster;
import io.aimengine.render.Cluster.SecretKey;
import io.aimengine.render.Routing;
import io.aimengine.render.Scaler;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// What no cluster says of itself and rendering has to know.
final class ClusterFacts {
  /// Which image has the embedded engine when nobody says otherwise.
  static final String CPU_IMAGE = "aim-engine-cpu:" + Version.number();

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

  /// With nothing optional installed.
  Cluster cluster() {
    var cluster =
        Cluster.plain().cpuImage(cpuImage).groups(gpuGroups).hubToken(token()).scaler(scaler());
    cluster = prometheus.isEmpty() ? cluster : cluster.prometheus(prometheus);
    return gateway.isEmpty() ? cluster : cluster.routing(Routing.to(gateway).path(routePath));
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
