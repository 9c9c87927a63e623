package io.aimengine.render;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/// The Job that brings one model onto an AIMCache's volume, where endpoints look for it. A Job is
/// one attempt with one pod: what it left broken the next one goes on with, from its journal.
public final class Download {
  /// Where the pod leaves what it has done, as JSON with `size` in bytes and `seconds`.
  private static final String REPORT = "/dev/termination-log";

  /// Something hangs that the stall watchdog of the store does not see.
  private static final Duration LONGEST = Duration.ofHours(24);

  private static final String ATTEMPT = Labels.GROUP + "/attempt";
  private static final String GENERATION = Labels.GROUP + "/generation";
  private static final String COMPONENT = "download";
  private static final String VOLUME = "cache";
  private static final String TEMPORARY = "tmp";
  private static final String TOKEN = "HF_TOKEN";
  private static final int NAME = 28;
  private static final int SLUG = 16;

  private Download() {}

  /// The whole id of the model that a Job of ours downloads.
  public static String model(Job job) {
    return annotation(job, Labels.MODEL);
  }

  /// Which attempt a Job of ours is, from 1.
  public static int attempt(Job job) {
    var number = annotation(job, ATTEMPT);
    return number.matches("[1-9]\\d{0,8}") ? Integer.parseInt(number) : 1;
  }

  /// Whether a Job of ours was made for the manifest as it is now.
  public static boolean isCurrent(Job job, AIMCache cache) {
    return annotation(job, GENERATION).equals(generation(cache));
  }

  private static String generation(AIMCache cache) {
    return String.valueOf(cache.getMetadata().getGeneration());
  }

  private static String annotation(Job job, String key) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(key, "");
  }

  /// The same for the same attempt, and of no other cache, model or attempt.
  public static String name(AIMCache cache, String model, int attempt) {
    var whose = new CRC32();
    whose.update((cache.getMetadata().getUid() + "/" + model).getBytes(StandardCharsets.UTF_8));
    var slug = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return "%s-%s-%08x-%d"
        .formatted(
            plain(cache.getMetadata().getName(), NAME),
            plain(slug, SLUG),
            whose.getValue(),
            attempt);
  }

  private static String plain(String text, int longest) {
    var plain = text.replaceAll("[^a-z0-9]+", "-");
    var cut = plain.length() > longest ? plain.substring(0, longest) : plain;
    return cut.replaceAll("^-+|-+$", "");
  }

  public static Job job(AIMCache cache, String model, int attempt, Cluster cluster) {
    var meta = cache.getMetadata();
    var labels = new TreeMap<>(CacheClaim.labels(cache, COMPONENT));
    labels.put(Labels.CACHE, meta.getName());
    labels.put(Labels.MODEL, Labels.value(model));
    return new JobBuilder()
        .withNewMetadata()
        .withName(name(cache, model, attempt))
        .withNamespace(meta.getNamespace())
        .withLabels(labels)
        .addToAnnotations(Labels.MODEL, model)
        .addToAnnotations(ATTEMPT, Integer.toString(attempt))
        .addToAnnotations(GENERATION, generation(cache))
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(cache.getApiVersion())
                .withKind(cache.getKind())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build())
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(0)
        .withActiveDeadlineSeconds(LONGEST.toSeconds())
        .withPodFailurePolicy(disruptionsAreNoFailures())
        .withTemplate(template(cache, model, cluster, labels))
        .endSpec()
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

  private static PodTemplateSpec template(
      AIMCache cache, String model, Cluster cluster, Map<String, String> labels) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withSecurityContext(nobody())
        .withContainers(container(cache, model, cluster))
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

  private static Container container(AIMCache cache, String model, Cluster cluster) {
    return new ContainerBuilder()
        .withName(COMPONENT)
        .withImage(cluster.cpuImage())
        .withArgs(List.of("cache", "download", "--exact", "--report", REPORT, "--", model))
        .withEnv(environment(cache, cluster))
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

  /// The manifest's own go before the token that every namespace may have, and ours before all.
  private static List<EnvVar> environment(AIMCache cache, Cluster cluster) {
    var all = new LinkedHashMap<String, EnvVar>();
    all.put(TOKEN, token(cluster.hubToken()));
    Optional.ofNullable(cache.getSpec()).map(AIMCacheSpec::env).orElse(List.of()).stream()
        .forEach(variable -> all.put(variable.getName(), variable));
    all.put("AIM_CACHE_DIR", new EnvVar("AIM_CACHE_DIR", Volumes.MODELS, null));
    all.put("HOME", new EnvVar("HOME", "/tmp", null));
    return List.copyOf(all.values());
  }

  /// A model that is not gated needs none.
  private static EnvVar token(Cluster.SecretKey token) {
    return new EnvVarBuilder()
        .withName(TOKEN)
        .withNewValueFrom()
        .withNewSecretKeyRef(token.key(), token.name(), true)
        .endValueFrom()
        .build();
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
