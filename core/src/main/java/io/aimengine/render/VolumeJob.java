package io.aimengine.render;

import io.aimengine.api.v1alpha1.AIMCache;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A Job of `aim-engine cache …` on an AIMCache's volume: one pod, tried once, without a token of
/// the API server, as restricted as Pod Security knows.
record VolumeJob(
    AIMCache cache, String component, List<String> args, List<EnvVar> variables, String image) {
  /// Where the pod leaves what it has done and seen, as JSON.
  static final String REPORT = "/dev/termination-log";

  private static final String VOLUME = "cache";
  private static final String TEMPORARY = "tmp";

  VolumeJob {
    args = List.copyOf(args);
    variables = List.copyOf(variables);
  }

  /// What all objects for a cache's volume carry; pods are found by it.
  static Map<String, String> labels(AIMCache cache, String component, Map<String, String> more) {
    var labels = new TreeMap<>(CacheClaim.labels(cache, component));
    labels.put(Labels.CACHE, cache.getMetadata().getName());
    labels.putAll(more);
    return labels;
  }

  /// Bytes of an amount of the manifest.
  static Optional<Long> amount(@Nullable IntOrString amount) {
    return Optional.ofNullable(amount)
        .flatMap(given -> io.aimengine.spec.Quantity.parse(String.valueOf(given.getValue())))
        .map(io.aimengine.spec.Quantity::bytes);
  }

  /// `more` labels are the pod's.
  JobSpec spec(Duration longest, Map<String, String> more) {
    return new JobSpecBuilder()
        .withBackoffLimit(0)
        .withActiveDeadlineSeconds(longest.toSeconds())
        .withPodFailurePolicy(disruptionsAreNoFailures())
        .withTemplate(template(more))
        .build();
  }

  /// A pod that a drain or a preemption ended is replaced at once.
  private static PodFailurePolicy disruptionsAreNoFailures() {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition()
        .withType("DisruptionTarget")
        .withStatus("True")
        .endOnPodCondition()
        .endRule()
        .build();
  }

  private PodTemplateSpec template(Map<String, String> more) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels(cache, component, more))
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withSecurityContext(nobody())
        .withContainers(container())
        .addNewVolume()
        .withName(VOLUME)
        .withNewPersistentVolumeClaim(CacheClaim.name(cache), null)
        .endVolume()
        .addNewVolume()
        .withName(TEMPORARY)
        .withNewEmptyDir()
        .withSizeLimit(new Quantity("256Mi"))
        .endEmptyDir()
        .endVolume()
        .endSpec()
        .build();
  }

  private Container container() {
    return new ContainerBuilder()
        .withName(component)
        .withImage(image)
        .withArgs(args)
        .withEnv(environment())
        .withNewResources()
        .addToRequests("cpu", new Quantity("100m"))
        .addToRequests("memory", new Quantity("256Mi"))
        .addToLimits("memory", new Quantity("1Gi"))
        .endResources()
        .withVolumeMounts(
            new VolumeMountBuilder()
                .withName(VOLUME)
                .withMountPath(Volumes.MODELS)
                .withSubPath("models")
                .build(),
            new VolumeMountBuilder().withName(TEMPORARY).withMountPath("/tmp").build())
        .withTerminationMessagePath(REPORT)
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(PodSecurity.readOnly())
        .build();
  }

  /// Ours go before all others.
  private List<EnvVar> environment() {
    var all = new LinkedHashMap<String, EnvVar>();
    variables.forEach(variable -> all.put(variable.getName(), variable));
    all.put("AIM_CACHE_DIR", new EnvVar("AIM_CACHE_DIR", Volumes.MODELS, null));
    all.put("HOME", new EnvVar("HOME", "/tmp", null));
    return List.copyOf(all.values());
  }

  /// The user of endpoints' pods.
  private static PodSecurityContext nobody() {
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(PodSecurity.USER)
        .withRunAsGroup(PodSecurity.USER)
        .withFsGroup(PodSecurity.USER)
        .withFsGroupChangePolicy("OnRootMismatch")
        .withNewSeccompProfile(null, "RuntimeDefault")
        .build();
  }
}
