package io.aimengine.render;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.aimengine.api.v1alpha1.AIMCacheSpec.Cleanup;
import io.aimengine.api.v1alpha1.AIMCacheSpec.KeptModel;
import io.aimengine.api.v1alpha1.AIMCacheSpec.Policies;
import io.aimengine.api.v1alpha1.AccessMode;
import io.aimengine.spec.Durations;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The CronJob that makes room on an AIMCache's volume, by `cache cleanup` in a pod like that of a
/// download. Models of the manifest stay unless they have a retention, those of high priority and
/// those in use always.
public final class Cleaning {
  /// Of a clean-up that is enabled and says nothing of when: every night, in UTC.
  public static final String NIGHTLY = "0 2 * * *";

  private static final String COMPONENT = "cleanup";

  /// A pod that waits for its volume longer than this has missed its turn.
  private static final Duration LONGEST = Duration.ofHours(1);

  /// Names of CronJobs have eleven characters less than those of the Jobs that they make.
  private static final int LONGEST_NAME = 52 - COMPONENT.length() - 1;

  private static final int SLUG = LONGEST_NAME - 9;

  private Cleaning() {}

  /// Whether a pod of a cache cleans up.
  public static boolean isOf(Pod pod) {
    var labels = pod.getMetadata().getLabels();
    return labels != null && COMPONENT.equals(labels.get(Labels.COMPONENT));
  }

  /// The same for the same cache, and of no other.
  public static String name(AIMCache cache) {
    var whole = cache.getMetadata().getName();
    if (whole.length() <= LONGEST_NAME) {
      return whole + "-" + COMPONENT;
    }
    var sum = new CRC32();
    sum.update(whole.getBytes(StandardCharsets.UTF_8));
    return "%s-%08x-%s".formatted(Download.plain(whole, SLUG), sum.getValue(), COMPONENT);
  }

  /// Whether the manifest wants it, and somebody may write onto the volume.
  public static boolean isWanted(AIMCache cache) {
    var spec = Optional.<AIMCacheSpec>ofNullable(cache.getSpec());
    var mode = spec.map(AIMCacheSpec::storage).map(AIMCacheSpec.Storage::accessMode);
    return spec.map(AIMCacheSpec::cleanup).map(Cleanup::enabled).orElse(false)
        && !mode.equals(Optional.of(AccessMode.ReadOnlyMany));
  }

  /// Of a manifest that wants it; `used` are ids of models that must stay now.
  public static CronJob cronJob(AIMCache cache, Set<String> used, Cluster cluster) {
    var cleanup = cleanup(cache);
    var work = new VolumeJob(cache, COMPONENT, args(cache, used), List.of(), cluster.cpuImage());
    return new CronJobBuilder()
        .withNewMetadata()
        .withName(name(cache))
        .withNamespace(cache.getMetadata().getNamespace())
        .withLabels(VolumeJob.labels(cache, COMPONENT, Map.of()))
        .withOwnerReferences(Owner.of(cache))
        .endMetadata()
        .withNewSpec()
        .withSchedule(text(cleanup.schedule()).orElse(NIGHTLY))
        .withTimeZone("Etc/UTC")
        .withConcurrencyPolicy("Forbid")
        .withSuccessfulJobsHistoryLimit(1)
        .withFailedJobsHistoryLimit(1)
        .withNewJobTemplate()
        .withNewMetadata()
        .withLabels(new TreeMap<>(CacheClaim.labels(cache, COMPONENT)))
        .endMetadata()
        .withSpec(work.spec(LONGEST, Map.of()))
        .endJobTemplate()
        .endSpec()
        .build();
  }

  private static Cleanup cleanup(AIMCache cache) {
    return Optional.<AIMCacheSpec>ofNullable(cache.getSpec())
        .map(AIMCacheSpec::cleanup)
        .orElseThrow(() -> new IllegalArgumentException("no clean-up is wanted"));
  }

  private static List<String> args(AIMCache cache, Set<String> used) {
    var cleanup = cleanup(cache);
    var policies = Optional.ofNullable(cache.getSpec().policies());
    var args = new ArrayList<>(List.of("cache", "cleanup", "--report=" + VolumeJob.REPORT));
    age(cleanup.maxAge()).ifPresent(age -> args.add("--max-age=" + age.toSeconds() + "s"));
    VolumeJob.amount(cleanup.minFreeSpace()).ifPresent(free -> args.add("--min-free=" + free));
    policies
        .map(Policies::maxTotalSize)
        .flatMap(VolumeJob::amount)
        .ifPresent(most -> args.add("--max-size=" + most));
    policies.map(Policies::maxModels).ifPresent(most -> args.add("--max-models=" + most));
    text(cleanup.strategy())
        .ifPresent(order -> args.add("--order=" + order.toLowerCase(Locale.ROOT)));
    stays(cache, used)
        .forEach((model, until) ->
            args.add(
                until
                    .map(age -> "--retention=" + model + "=" + age.toSeconds() + "s")
                    .orElse("--keep=" + model)));
    return args;
  }

  /// How long which model stays unused; nothing means for ever.
  private static Map<String, Optional<Duration>> stays(AIMCache cache, Set<String> used) {
    var spec = cache.getSpec();
    var stays = new TreeMap<String, Optional<Duration>>();
    for (var model : Optional.ofNullable(spec.models()).orElse(List.of())) {
      var high = "high".equalsIgnoreCase(model.priority());
      if (model.id() != null) {
        stays.putIfAbsent(model.id(), high ? Optional.empty() : retention(model));
      }
    }
    Optional.ofNullable(spec.policies())
        .map(Policies::priorityModels)
        .orElse(List.of())
        .forEach(model -> stays.put(model, Optional.empty()));
    used.forEach(model -> stays.put(model, Optional.empty()));
    return stays;
  }

  /// How long the model stays when nobody uses it; nothing means for ever.
  public static Optional<Duration> retention(KeptModel model) {
    return age(model.retention());
  }

  private static Optional<Duration> age(@Nullable IntOrString age) {
    return Optional.ofNullable(age)
        .flatMap(given -> Durations.age(String.valueOf(given.getValue())));
  }

  private static Optional<String> text(@Nullable String text) {
    return Optional.ofNullable(text).filter(given -> !given.isBlank());
  }
}
