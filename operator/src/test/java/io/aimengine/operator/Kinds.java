package io.aimengine.operator;

import io.aimengine.e2e.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Installs our kinds and policies from the chart, once they work.
final class Kinds {
  /// The policy for endpoints.
  static final String ENDPOINTS = "aimendpoints.aim.engine.amd.com";

  private static final Path CHART = Path.of("../charts/aim-engine");

  private Kinds() {}

  static void install(Cluster cluster) {
    cluster.plane().installAll(CHART.resolve("crds"));
    policies(cluster);
  }

  /// A policy works a moment after it was made.
  private static void policies(Cluster cluster) {
    for (var policy : List.of("aimcaches", "aimendpoints", "aimrecipes")) {
      cluster.apply(text("policies/" + policy + ".yaml")).orThrow();
    }
    Cluster.eventually(
        "the policies refuse",
        () ->
            refused(cluster, PROBE_ENDPOINT)
                && refused(cluster, PROBE_RECIPE)
                && refused(cluster, PROBE_CACHE));
  }

  private static final String PROBE_ENDPOINT =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMEndpoint
      metadata: {name: probe}
      spec: {env: {HF_TOKEN: plain}, model: a/b}
      """;
  private static final String PROBE_CACHE =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMCache
      metadata: {name: probe}
      spec: {storage: {size: 1Gi}, env: [{name: HF_TOKEN, value: plain}]}
      """;
  private static final String PROBE_RECIPE =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMRecipe
      metadata: {name: probe}
      spec:
        modelId: a/b
        hardware: MI300X
        precision: bf16
        backend: vllm
        configurations: [{gpuCount: 1, enabled: true, env: [{name: HF_TOKEN, value: plain}]}]
      """;

  private static boolean refused(Cluster cluster, String yaml) {
    return cluster
        .plane()
        .kubectl(yaml, "-n", cluster.namespace(), "create", "--dry-run=server", "-f", "-")
        .errors()
        .contains("spec.secret-in-manifest");
  }

  static String text(String file) {
    try {
      return Files.readString(CHART.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
