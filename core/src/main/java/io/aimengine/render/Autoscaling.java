package io.aimengine.render;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.spec.Scaling;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehaviorBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The autoscalers of others. Both turn the endpoint's own knob, never the Deployment's: the
/// operator copies that to the workloads.
final class Autoscaling {
  /// Requests that wait on a replica, on average, before another one is worth its start. Estimate.
  static final int WAITING = 4;

  /// Use of the KV cache in percent from which requests soon wait. Estimate.
  static final int KV_PERCENT = 80;

  private static final String GPU_ACTIVITY = "gpu_gfx_activity";

  private Autoscaling() {}

  static Optional<HasMetadata> horizontal(Rendering rendering, Ways ways) {
    var scaling = rendering.plan().spec().scaling();
    if (!scaling.enabled() || ways.scaler() != Scaler.HPA) {
      return Optional.empty();
    }
    return Optional.of(
        new HorizontalPodAutoscalerBuilder()
            .withMetadata(Labels.meta(rendering, rendering.name(), "scaler"))
            .withNewSpec()
            .withNewScaleTargetRef(Labels.API_VERSION, "AIMEndpoint", rendering.name())
            .withMinReplicas(Math.max(1, scaling.minReplicas()))
            .withMaxReplicas(scaling.maxReplicas())
            .withMetrics(metrics(rendering, scaling))
            .withBehavior(behavior(scaling).orElse(null))
            .endSpec()
            .build());
  }

  private static List<MetricSpec> metrics(Rendering rendering, Scaling scaling) {
    var metrics = new ArrayList<MetricSpec>();
    scaling.targetCpu().ifPresent(percent -> metrics.add(resource("cpu", percent)));
    scaling.targetMemory().ifPresent(percent -> metrics.add(resource("memory", percent)));
    scaling.targetGpu().ifPresent(p -> metrics.add(pods(GPU_ACTIVITY, Integer.toString(p))));
    if (metrics.isEmpty()) {
      // beside a target they would keep an endpoint from shrinking where no adapter serves them
      var names = rendering.launch().engine().metrics();
      Optional.ofNullable(names.get("waiting"))
          .ifPresent(name -> metrics.add(pods(name, Integer.toString(WAITING))));
      Optional.ofNullable(names.get("kv_use"))
          .ifPresent(name -> metrics.add(pods(name, KV_PERCENT * 10 + "m")));
    }
    return metrics;
  }

  private static MetricSpec resource(String name, int percent) {
    return new MetricSpecBuilder()
        .withType("Resource")
        .withNewResource()
        .withName(name)
        .withNewTarget()
        .withType("Utilization")
        .withAverageUtilization(percent)
        .endTarget()
        .endResource()
        .build();
  }

  private static MetricSpec pods(String metric, String average) {
    return new MetricSpecBuilder()
        .withType("Pods")
        .withNewPods()
        .withNewMetric()
        .withName(metric)
        .endMetric()
        .withNewTarget()
        .withType("AverageValue")
        .withAverageValue(new Quantity(average))
        .endTarget()
        .endPods()
        .build();
  }

  /// How long a wish must hold before it is followed.
  private static Optional<HorizontalPodAutoscalerBehavior> behavior(Scaling scaling) {
    if (scaling.scaleUpDelay().isEmpty() && scaling.scaleDownDelay().isEmpty()) {
      return Optional.empty();
    }
    var behavior = new HorizontalPodAutoscalerBehaviorBuilder();
    scaling
        .scaleUpDelay()
        .ifPresent(
            d -> behavior.withNewScaleUp().withStabilizationWindowSeconds(window(d)).endScaleUp());
    scaling
        .scaleDownDelay()
        .ifPresent(d ->
            behavior.withNewScaleDown().withStabilizationWindowSeconds(window(d)).endScaleDown());
    return Optional.of(behavior.build());
  }

  /// Kubernetes takes at most an hour.
  private static int window(Duration delay) {
    return (int) Math.min(delay.toSeconds(), 3600);
  }

  static void keda(Rendering rendering, Ways ways, OptionalObjects objects) {
    var scaling = rendering.plan().spec().scaling();
    if (scaling.enabled() && ways.scaler() == Scaler.KEDA) {
      objects.add(
          OptionalKind.SCALED_OBJECT,
          Labels.meta(rendering, rendering.name(), "scaler"),
          () -> scaledObject(rendering, scaling),
          "spec.scaling",
          "the number of replicas stays as it is");
    }
  }

  private static Map<String, Object> scaledObject(Rendering rendering, Scaling scaling) {
    var target = new LinkedHashMap<String, Object>();
    target.put("apiVersion", Labels.API_VERSION);
    target.put("kind", "AIMEndpoint");
    target.put("name", rendering.name());
    var spec = new LinkedHashMap<String, Object>();
    spec.put("scaleTargetRef", target);
    spec.put("minReplicaCount", scaling.minReplicas());
    spec.put("maxReplicaCount", scaling.maxReplicas());
    behavior(scaling)
        .ifPresent(b ->
            spec.put("advanced", Map.of("horizontalPodAutoscalerConfig", Map.of("behavior", b))));
    spec.put("triggers", triggers(rendering, scaling));
    return spec;
  }

  private static List<Map<String, Object>> triggers(Rendering rendering, Scaling scaling) {
    var queries = new Queries(rendering);
    var triggers = new ArrayList<Map<String, Object>>();
    use(triggers, "cpu", scaling.targetCpu());
    use(triggers, "memory", scaling.targetMemory());
    scaling
        .targetGpu()
        .ifPresent(percent ->
            triggers.add(
                prometheus(
                    rendering, queries.gpu("avg", GPU_ACTIVITY), Integer.toString(percent))));
    queries
        .average("waiting")
        .ifPresent(query -> triggers.add(prometheus(rendering, query, Integer.toString(WAITING))));
    queries
        .average("kv_use")
        .ifPresent(query -> triggers.add(prometheus(rendering, query, KV_PERCENT / 100.0 + "")));
    return triggers;
  }

  private static void use(List<Map<String, Object>> triggers, String what, OptionalInt percent) {
    if (percent.isPresent()) {
      var trigger = new LinkedHashMap<String, Object>();
      trigger.put("type", what);
      trigger.put("metricType", "Utilization");
      trigger.put("metadata", Map.of("value", Integer.toString(percent.getAsInt())));
      triggers.add(trigger);
    }
  }

  /// The query is an average already, so its value is compared as it is.
  private static Map<String, Object> prometheus(
      Rendering rendering, String query, String threshold) {
    var metadata = new LinkedHashMap<String, Object>();
    metadata.put("serverAddress", rendering.cluster().prometheus());
    metadata.put("query", query);
    metadata.put("threshold", threshold);
    var trigger = new LinkedHashMap<String, Object>();
    trigger.put("type", "prometheus");
    trigger.put("metricType", "Value");
    trigger.put("metadata", metadata);
    return trigger;
  }

  /// What a HorizontalPodAutoscaler cannot do with what it is asked for.
  static List<Problem> problems(Rendering rendering, Ways ways) {
    var scaling = rendering.plan().spec().scaling();
    var problems = new ArrayList<Problem>();
    if (!scaling.enabled() || ways.scaler() != Scaler.HPA) {
      return problems;
    }
    if (scaling.minReplicas() == 0) {
      problems.add(
          Problem.warning(
              "render.no-zero",
              "spec.scaling.minReplicas",
              Mark.NONE,
              "a HorizontalPodAutoscaler keeps at least one replica",
              "the built-in scaler and KEDA go to 0"));
    }
    if (metrics(rendering, scaling).stream().anyMatch(m -> m.getType().equals("Pods"))) {
      problems.add(
          Problem.note(
              "render.metrics-adapter",
              "spec.scaling",
              Mark.NONE,
              "the autoscaler asks for metrics of the engine or GPU: the cluster needs an adapter"
                  + " that serves them (custom.metrics.k8s.io)",
              "the built-in scaler needs none"));
    }
    return problems;
  }
}
