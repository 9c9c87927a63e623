package io.aimengine.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.render.CacheClaim;
import io.aimengine.render.Cluster;
import io.aimengine.render.Download;
import io.aimengine.render.Labels;
import io.aimengine.status.Downloads;
import io.aimengine.status.Downloads.Attempt;
import io.aimengine.status.Downloads.Outcome;
import io.aimengine.status.Observed.Trouble;
import io.aimengine.status.Reason;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The downloads of AIMCaches as the cluster has them: Jobs, and pods that tell how they fare. Only
/// ours are watched.
final class CacheJobs {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Of one Job; a client that tells them puts what is alike together.
  private static final long EVENTS = 50;

  private static final int UNPROCESSABLE = 422;

  /// The events' own beginning, and the name of a pod that there will never be.
  private static final Pattern PREAMBLE =
      Pattern.compile(
          "^(\\(combined from similar events\\): )?(Error creating: )?"
              + "(\\S+ \"[^\"]*\" is (?=forbidden|invalid))?",
          Pattern.CASE_INSENSITIVE);

  private final Relay<Pod> pods;
  private final Cluster cluster;

  /// `pods` are told by who watches all of them.
  CacheJobs(Relay<Pod> pods, Cluster cluster) {
    this.pods = pods;
    this.cluster = cluster;
  }

  EventSource<?, AIMCache> source(EventSourceContext<AIMCache> context) {
    var jobs =
        InformerEventSourceConfiguration.from(Job.class, AIMCache.class)
            .withName("downloads")
            .withLabelSelector(Labels.CACHE)
            .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(AIMCache.class))
            .build();
    return new InformerEventSource<>(jobs, context);
  }

  /// Whether a pod is of a download.
  static boolean isOfAny(Pod pod) {
    var labels = pod.getMetadata().getLabels();
    return labels != null && labels.containsKey(Labels.CACHE);
  }

  /// Whether a pod is of a download of this cache.
  static boolean isOf(Pod pod, AIMCache cache) {
    var labels = Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    return cache.getMetadata().getName().equals(labels.get(Labels.CACHE));
  }

  /// The pods that mount a cache's claim: of its downloads and clean-ups, and of others.
  List<Pod> mounting(AIMCache cache) {
    return pods.byIndex(
        ClusterReader.CLAIM, cache.getMetadata().getNamespace() + "/" + CacheClaim.name(cache));
  }

  /// The pods of a cache's downloads and clean-ups.
  List<Pod> pods(AIMCache cache) {
    return mounting(cache).stream().filter(pod -> isOf(pod, cache)).toList();
  }

  static List<Attempt> attempts(AIMCache cache, List<Pod> pods, Context<AIMCache> context) {
    var client = context.getClient();
    return context.getSecondaryResources(Job.class).stream()
        .filter(job -> owned(job.getMetadata().getOwnerReferences(), cache.getMetadata().getUid()))
        .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
        .map(job ->
            new Attempt(
                job.getMetadata().getName(),
                Download.model(job),
                Download.attempt(job),
                Download.isCurrent(job, cache),
                outcome(job, pod(job, pods), client)))
        .toList();
  }

  private static boolean owned(List<OwnerReference> owners, String uid) {
    return owners.stream().anyMatch(owner -> uid.equals(owner.getUid()));
  }

  /// The one that was made last: what a drain has ended is replaced.
  private static Optional<Pod> pod(Job job, List<Pod> pods) {
    return pods.stream()
        .filter(pod -> owned(pod.getMetadata().getOwnerReferences(), job.getMetadata().getUid()))
        .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
  }

  private static Outcome outcome(Job job, Optional<Pod> pod, KubernetesClient client) {
    var done = condition(job, "Complete");
    if (done.isPresent()) {
      var bytes = pod.flatMap(CacheJobs::report).map(OptionalLong::of);
      return new Outcome.Done(bytes.orElse(OptionalLong.empty()), since(job, done.get()));
    }
    var failed = condition(job, "Failed");
    if (failed.isPresent()) {
      return new Outcome.Failed(
          pod.flatMap(PodTroubles::of).or(() -> tooLong(failed.get())), since(job, failed.get()));
    }
    if (pod.isEmpty()) {
      return new Outcome.Podless(refusal(job, client));
    }
    var phase = pod.map(p -> p.getStatus() == null ? "" : p.getStatus().getPhase()).orElse("");
    return "Running".equals(phase) || "Succeeded".equals(phase)
        ? new Outcome.Runs()
        : new Outcome.Waits(pod.flatMap(PodTroubles::of));
  }

  /// Who refuses a Job's pod is told by an event and nothing else: no condition says it.
  private static Optional<Trouble> refusal(Job job, KubernetesClient client) {
    var meta = job.getMetadata();
    try {
      return client
          .v1()
          .events()
          .inNamespace(meta.getNamespace())
          .withField("involvedObject.uid", meta.getUid())
          .withField("reason", "FailedCreate")
          .list(new ListOptionsBuilder().withLimit(EVENTS).build())
          .getItems()
          .stream()
          .max(Comparator.comparing(event -> String.valueOf(event.getLastTimestamp())))
          .map(event -> refused("its pod", event.getMessage()));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static Trouble refused(String what, @Nullable String message) {
    var said = PREAMBLE.matcher(message == null ? "nobody says why" : message).replaceFirst("");
    var line = said.replaceAll("\\p{Cntrl}+", " ");
    return Trouble.of(Reason.PODS_REFUSED, what + " is refused: " + line);
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return Optional.ofNullable(job.getStatus()).stream()
        .flatMap(status -> status.getConditions().stream())
        .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
        .findFirst();
  }

  /// Where nobody says when it ended, it ended when it was made: the next attempt comes no later.
  private static Instant since(Job job, JobCondition condition) {
    return Optional.ofNullable(condition.getLastTransitionTime())
        .map(Instant::parse)
        .orElseGet(() -> Instant.parse(job.getMetadata().getCreationTimestamp()));
  }

  private static Optional<Trouble> tooLong(JobCondition failed) {
    return "DeadlineExceeded".equals(failed.getReason())
        ? Optional.of(Trouble.of(Reason.DOWNLOAD_FAILED, "it was not done within a day"))
        : Optional.empty();
  }

  /// The bytes that a download has told of; what is no such report tells nothing.
  private static Optional<Long> report(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(container -> container.getState())
        .filter(Objects::nonNull)
        .map(state -> state.getTerminated())
        .filter(Objects::nonNull)
        .map(ContainerStateTerminated::getMessage)
        .filter(Objects::nonNull)
        .findFirst()
        .flatMap(CacheJobs::bytes);
  }

  private static Optional<Long> bytes(String report) {
    try {
      var size = JSON.readTree(report).path("size");
      return size.canConvertToLong() && size.asLong() >= 0
          ? Optional.of(size.asLong())
          : Optional.empty();
    } catch (JsonProcessingException noReport) {
      return Optional.empty();
    }
  }

  /// Starts and takes away, and says by model what the API server has against its Job. A Job of
  /// that name is there already when it was made a moment ago and not seen yet.
  Map<String, Trouble> carryOut(AIMCache cache, Downloads downloads, KubernetesClient client) {
    var refused = new LinkedHashMap<String, Trouble>();
    for (var start : downloads.starts()) {
      try {
        client.resource(Download.job(cache, start.model(), start.attempt(), cluster)).create();
      } catch (KubernetesClientException e) {
        switch (e.getCode()) {
          case HttpURLConnection.HTTP_CONFLICT -> {}
          case HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE ->
              refused.put(
                  start.model(),
                  refused("its Job", e.getStatus() == null ? null : e.getStatus().getMessage()));
          default -> throw e;
        }
      }
    }
    for (var name : downloads.obsolete()) {
      client
          .batch()
          .v1()
          .jobs()
          .inNamespace(cache.getMetadata().getNamespace())
          .withName(name)
          .withPropagationPolicy(DeletionPropagation.BACKGROUND)
          .delete();
    }
    return refused;
  }
}
