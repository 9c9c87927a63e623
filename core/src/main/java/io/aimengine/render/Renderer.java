package io.aimengine.render;

import io.aimengine.api.Problem;
import io.aimengine.launch.LaunchOptions;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// Turns a plan and its launch into the objects of an endpoint, in the order in which they are
/// applied: what a pod needs before the pod.
public final class Renderer {
  private Renderer() {}

  /// What a launch has to know to run in our pods.
  public static LaunchOptions launchOptions(Cluster cluster) {
    return LaunchOptions.pod()
        .cache("", Volumes.MODELS)
        .stopping(Drain.STOPPING)
        .embedded(cluster.cpuImage());
  }

  public static RenderedObjects render(Rendering rendering) {
    var ways = Ways.of(rendering);
    var problems = new ArrayList<>(ways.problems());
    var objects = new ArrayList<HasMetadata>();
    Identity.account(rendering).ifPresent(objects::add);
    objects.add(configuration(rendering));
    Volumes.claim(rendering).ifPresent(objects::add);
    objects.add(Networking.policy(rendering));
    objects.add(workload(rendering, ways, problems));
    objects.add(Networking.service(rendering));
    objects.addAll(Networking.releases(rendering, ways));
    if (replicas(rendering) > 1) {
      objects.add(budget(rendering));
    }
    Autoscaling.horizontal(rendering, ways).ifPresent(objects::add);
    var optional = new OptionalObjects(rendering.cluster());
    Autoscaling.keda(rendering, ways, optional);
    Route.add(rendering, ways, optional).ifPresent(problems::add);
    Watching.add(rendering, optional);
    objects.addAll(optional.objects());
    Watching.dashboard(rendering).ifPresent(objects::add);
    problems.addAll(optional.problems());
    problems.addAll(likely(rendering, ways));
    return new RenderedObjects(objects, problems);
  }

  /// Who would divide the requests between two releases of this endpoint.
  public static Splitter splitter(Rendering rendering) {
    return Ways.of(rendering).splitter();
  }

  private static HasMetadata workload(Rendering rendering, Ways ways, List<Problem> problems) {
    if (!ways.kserve()) {
      return Workload.of(rendering);
    }
    if (rendering.cluster().has(OptionalKind.INFERENCE_SERVICE)) {
      return KServe.of(rendering);
    }
    var kind = OptionalKind.INFERENCE_SERVICE;
    problems.add(OptionalObjects.missing(kind, "metadata.annotations", "a Deployment serves"));
    return Workload.of(rendering);
  }

  /// What is likely to disappoint.
  private static List<Problem> likely(Rendering rendering, Ways ways) {
    var problems = new ArrayList<Problem>();
    PodSecurity.problem(rendering).ifPresent(problems::add);
    Volumes.problem(rendering).ifPresent(problems::add);
    problems.addAll(Autoscaling.problems(rendering, ways));
    problems.addAll(Watching.problems(rendering));
    Trying.note(rendering, ways).ifPresent(problems::add);
    return problems;
  }

  private static int replicas(Rendering rendering) {
    return Math.max(rendering.replicas(), rendering.plan().spec().scaling().maxReplicas());
  }

  /// The decision for people, under the keys of the reference.
  private static ConfigMap configuration(Rendering rendering) {
    var plan = rendering.plan();
    var candidate = plan.candidate();
    var data = new TreeMap<String, String>();
    data.put("model.id", plan.spec().model().id());
    data.put("model.version", plan.spec().model().version());
    data.put("model.revision", plan.spec().model().revision());
    data.put("recipe.name", candidate.name());
    data.put("recipe.origin", candidate.origin().name().toLowerCase(Locale.ROOT));
    data.put("recipe.precision", candidate.checkpoint().precision().id());
    data.put("recipe.backend", candidate.engine().engine().id());
    data.put("recipe.gpuCount", Integer.toString(candidate.gpuCount()));
    data.put("recipe.hardware", candidate.accelerator().name());
    data.put("recipe.rationale", candidate.rationale());
    data.values().removeIf(String::isEmpty);
    return new ConfigMapBuilder()
        .withMetadata(Labels.meta(rendering, ObjectNames.config(rendering.name()), "config"))
        .withData(data)
        .build();
  }

  private static PodDisruptionBudget budget(Rendering rendering) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(Labels.meta(rendering, rendering.name(), "budget"))
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(1))
        .withNewSelector()
        .withMatchLabels(Labels.selector(rendering.name()))
        .endSelector()
        .endSpec()
        .build();
  }
}
