package io.aimengine.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.render.Cleaning;
import io.aimengine.render.Cluster;
import io.aimengine.render.Labels;
import io.aimengine.status.Observed.Trouble;
import io.aimengine.status.Reason;
import io.aimengine.status.Upkeep;
import io.aimengine.status.Upkeep.Cleanup;
import io.aimengine.status.Upkeep.Measured;
import io.aimengine.status.Upkeep.Run;
import io.aimengine.status.VolumeReport;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The clean-ups of AIMCaches as the cluster has them: a CronJob each, and what the pods of
/// clean-ups and downloads say when they end.
final class CacheCleaning {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Cluster cluster;

  CacheCleaning(Cluster cluster) {
    this.cluster = cluster;
  }

  EventSource<?, AIMCache> source(EventSourceContext<AIMCache> context) {
    var configuration =
        InformerEventSourceConfiguration.from(CronJob.class, AIMCache.class)
            .withName("clean-ups")
            .withLabelSelector(Labels.CACHE)
            .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(AIMCache.class))
            .withOnUpdateFilter((now, before) -> !now.getSpec().equals(before.getSpec()))
            .build();
    return new InformerEventSource<>(configuration, context);
  }

  /// Makes the CronJob as the manifest wants it, or takes it away; with `open` false, since there
  /// is no claim as wanted, none is made. Models that are `used` stay on the volume. `pods` are the
  /// cache's, read once: a clean-up is never told of with the volume as it was before it.
  Upkeep carryOut(
      AIMCache cache, Set<String> used, boolean open, List<Pod> pods, Context<AIMCache> context) {
    var client = context.getClient();
    var there = there(cache, context);
    if (!Cleaning.isWanted(cache)) {
      there.ifPresent(old ->
          client.resource(old).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete());
      return new Upkeep(used, measured(pods), Optional.empty());
    }
    var refused = open ? Applier.bring(client, Cleaning.cronJob(cache, used, cluster), there) : "";
    return new Upkeep(used, measured(pods), Optional.of(new Cleanup(refused, last(pods))));
  }

  /// What is there, with nothing changed.
  static Upkeep seen(AIMCache cache, Set<String> used, List<Pod> pods) {
    return new Upkeep(
        used,
        measured(pods),
        Cleaning.isWanted(cache) ? Optional.of(new Cleanup("", last(pods))) : Optional.empty());
  }

  private static Optional<CronJob> there(AIMCache cache, Context<AIMCache> context) {
    return context.getSecondaryResources(CronJob.class).stream()
        .filter(job -> job.getMetadata().getName().equals(Cleaning.name(cache)))
        .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
        .findFirst();
  }

  /// What pods saw on the volume when they ended.
  private static List<Measured> measured(List<Pod> pods) {
    return pods.stream()
        .flatMap(pod -> end(pod).stream())
        .flatMap(end -> measured(end).stream())
        .toList();
  }

  private static Optional<Measured> measured(ContainerStateTerminated end) {
    return VolumeReport.read(words(end).path("volume"))
        .flatMap(volume -> at(end).map(at -> new Measured(at, volume)));
  }

  private static Optional<ContainerStateTerminated> end(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).stream()
        .flatMap(status -> status.getContainerStatuses().stream())
        .map(container -> container.getState())
        .filter(Objects::nonNull)
        .map(state -> state.getTerminated())
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static Optional<Instant> at(ContainerStateTerminated end) {
    return Observations.instant(end.getFinishedAt());
  }

  /// What is no JSON is a log.
  private static JsonNode words(ContainerStateTerminated end) {
    try {
      return JSON.readTree(Objects.requireNonNullElse(end.getMessage(), ""));
    } catch (JsonProcessingException log) {
      return MissingNode.getInstance();
    }
  }

  private static Optional<Run> last(List<Pod> pods) {
    return pods.stream()
        .filter(Cleaning::isOf)
        .flatMap(pod -> run(pod).stream())
        .max(Comparator.comparing(Run::at));
  }

  private static Optional<Run> run(Pod pod) {
    return end(pod)
        .flatMap(end ->
            at(end)
                .map(at -> {
                  var words = words(end);
                  return words.path("freed").isIntegralNumber()
                      ? new Run(
                          at,
                          Optional.empty(),
                          words.path("lacking").asLong(),
                          words.path("surplus").asLong())
                      : new Run(at, Optional.of(trouble(pod)), 0, 0);
                }));
  }

  private static Trouble trouble(Pod pod) {
    return PodTroubles.of(pod)
        .orElseGet(() -> Trouble.of(Reason.CLEANUP_FAILED, "it said nothing of what it did"));
  }
}
