package io.aimengine.render;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/// The Job that brings one model onto an AIMCache's volume, where endpoints look for it. A Job is
/// one attempt with one pod: what it left broken the next one goes on with, from its journal.
public final class Download {
  /// Something hangs that the stall watchdog of the store does not see.
  private static final Duration LONGEST = Duration.ofHours(24);

  private static final String ATTEMPT = Labels.GROUP + "/attempt";
  private static final String GENERATION = Labels.GROUP + "/generation";
  private static final String COMPONENT = "download";
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

  static String plain(String text, int longest) {
    var plain = text.replaceAll("[^a-z0-9]+", "-");
    var cut = plain.length() > longest ? plain.substring(0, longest) : plain;
    return cut.replaceAll("^-+|-+$", "");
  }

  public static Job job(AIMCache cache, String model, int attempt, Cluster cluster) {
    var meta = cache.getMetadata();
    var ofModel = Map.of(Labels.MODEL, Labels.value(model));
    var work =
        new VolumeJob(
            cache, COMPONENT, args(cache, model), variables(cache, cluster), cluster.cpuImage());
    return new JobBuilder()
        .withNewMetadata()
        .withName(name(cache, model, attempt))
        .withNamespace(meta.getNamespace())
        .withLabels(VolumeJob.labels(cache, COMPONENT, ofModel))
        .addToAnnotations(Labels.MODEL, model)
        .addToAnnotations(ATTEMPT, Integer.toString(attempt))
        .addToAnnotations(GENERATION, generation(cache))
        .withOwnerReferences(Owner.of(cache))
        .endMetadata()
        .withSpec(work.spec(LONGEST, ofModel))
        .build();
  }

  private static List<String> args(AIMCache cache, String model) {
    var args = new ArrayList<>(List.of("cache", "download", "--exact"));
    args.addAll(List.of("--report", VolumeJob.REPORT));
    Optional.ofNullable(cache.getSpec()).map(AIMCacheSpec::models).orElse(List.of()).stream()
        .filter(kept -> model.equals(kept.id()))
        .findFirst()
        .flatMap(kept -> VolumeJob.amount(kept.maxSize()))
        .ifPresent(most -> args.addAll(List.of("--max-size", Long.toString(most))));
    args.addAll(List.of("--", model));
    return args;
  }

  /// The manifest's own go before the token that every namespace may have.
  private static List<EnvVar> variables(AIMCache cache, Cluster cluster) {
    var all = new LinkedHashMap<String, EnvVar>();
    all.put(TOKEN, token(cluster.hubToken()));
    Optional.ofNullable(cache.getSpec()).map(AIMCacheSpec::env).orElse(List.of()).stream()
        .forEach(variable -> all.put(variable.getName(), variable));
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
}
