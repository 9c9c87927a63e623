package io.aimengine.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.render.CacheClaim;
import io.aimengine.spec.CacheManifest;
import io.aimengine.status.CacheEvents;
import io.aimengine.status.CacheReporter;
import io.aimengine.status.CacheReporter.Seen;
import io.aimengine.status.Downloads;
import io.aimengine.status.Upkeep;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One AIMCache: its claim, the downloads onto it, its clean-ups, and what is seen of them. It goes
/// when no endpoint names it and no other pod mounts the claim any more, and the claim with it.
@ControllerConfiguration(
    name = "aimcache",
    finalizerName = "aimcache.aim.engine.amd.com/finalizer",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
final class CacheReconciler implements Reconciler<AIMCache>, Cleaner<AIMCache> {
  /// How soon to look for a storage class again that is not there: its coming wakes nobody.
  private static final Duration MISSING = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = new ObjectMapper();
  private final Relay<PersistentVolumeClaim> claims;
  private final Relay<Pod> pods;
  private final Caches caches;
  private final CacheJobs jobs;
  private final CacheCleaning cleaning;
  private final EventLog events;
  private final InstantSource clock;

  /// `claims` and `pods` are told by who watches all of them.
  CacheReconciler(
      Relay<PersistentVolumeClaim> claims,
      Relay<Pod> pods,
      Caches caches,
      CacheJobs jobs,
      CacheCleaning cleaning,
      EventLog events,
      InstantSource clock) {
    this.claims = claims;
    this.pods = pods;
    this.caches = caches;
    this.jobs = jobs;
    this.cleaning = cleaning;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, AIMCache>> prepareEventSources(EventSourceContext<AIMCache> context) {
    var all = new ArrayList<EventSource<?, AIMCache>>(caches.sourcesOfCaches(context));
    all.add(jobs.source(context));
    all.add(cleaning.source(context));
    all.add(claims.ear(Mappers.fromOwnerReferences(AIMCache.class), (_, _) -> true));
    all.add(pods.ear(CacheReconciler::mounted, CacheReconciler::matters));
    return List.copyOf(all);
  }

  private Optional<PersistentVolumeClaim> claim(AIMCache cache) {
    var uid = cache.getMetadata().getUid();
    return claims
        .get(new ResourceID(CacheClaim.name(cache), cache.getMetadata().getNamespace()))
        .filter(claim ->
            claim.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> uid.equals(owner.getUid())));
  }

  @Override
  public UpdateControl<AIMCache> reconcile(AIMCache cache, Context<AIMCache> context) {
    var problems = problems(cache);
    var there = claim(cache);
    var client = context.getClient();
    var sound = problems.stream().noneMatch(Problem::isError);
    var refused = sound ? claim(cache, there, client) : "";
    var missing = refused.isEmpty() ? missingClass(there, client) : "";
    var said = refused.isEmpty() ? missing : refused;
    var open = sound && there.isPresent();
    var ours = jobs.pods(cache);
    var upkeep = cleaning.carryOut(cache, caches.asked(cache), open, ours, context);
    var wanted = downloads(cache, upkeep, ours, context, open && said.isEmpty());
    var downloads = wanted.refused(jobs.carryOut(cache, wanted, client));
    var told =
        changed(new Seen(cache, problems, there, said, downloads, upkeep, List.of()))
            .map(UpdateControl::patchStatus)
            .orElseGet(UpdateControl::noUpdate);
    return Stream.concat(
            downloads.again().stream(), missing.isEmpty() ? Stream.empty() : Stream.of(MISSING))
        .min(Comparator.naturalOrder())
        .map(told::rescheduleAfter)
        .orElse(told);
  }

  private Downloads downloads(
      AIMCache cache, Upkeep upkeep, List<Pod> pods, Context<AIMCache> context, boolean open) {
    var earlier =
        Optional.<AIMCacheStatus>ofNullable(cache.getStatus()).map(AIMCacheStatus::cachedModels);
    return Downloads.of(
        cache,
        upkeep.used(),
        upkeep.since(CacheJobs.attempts(cache, pods, context), cache),
        earlier.orElse(List.of()),
        open,
        clock.instant());
  }

  /// A claim that waits says nothing of a class that is not there; "" when it is, or when we may
  /// not ask.
  private static String missingClass(
      Optional<PersistentVolumeClaim> there, KubernetesClient client) {
    var name =
        there
            .filter(claim -> !"Bound".equals(claim.getStatus().getPhase()))
            .map(claim -> claim.getSpec().getStorageClassName())
            .orElse("");
    try {
      return name.isEmpty() || client.storage().v1().storageClasses().withName(name).get() != null
          ? ""
          : "there is no StorageClass " + name + ": create it, or name another one";
    } catch (KubernetesClientException refused) {
      return "";
    }
  }

  /// What the API server has against it, such as a class that cannot grow; "" when nothing.
  private static String claim(
      AIMCache cache, Optional<PersistentVolumeClaim> there, KubernetesClient client) {
    AIMCacheSpec spec = cache.getSpec();
    var storage = Objects.requireNonNull(spec.storage(), "checked");
    return Applier.bring(client, CacheClaim.of(cache, storage, there), there);
  }

  static List<Problem> problems(AIMCache cache) {
    ObjectNode tree = JSON.valueToTree(cache);
    tree.remove("status");
    try {
      var yaml = Yaml.parse(cache.getMetadata().getName(), JSON.writeValueAsString(tree));
      return CacheManifest.check((YamlNode.Mapping) yaml.documents().getFirst());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public DeleteControl cleanup(AIMCache cache, Context<AIMCache> context) {
    var others =
        jobs.mounting(cache).stream()
            .filter(pod -> !Slot.ended(pod) && !CacheJobs.isOf(pod, cache))
            .map(pod -> pod.getMetadata().getName())
            .sorted();
    var users =
        Stream.concat(caches.users(cache).stream().map(name -> "AIMEndpoint " + name), others)
            .toList();
    if (users.isEmpty()) {
      return DeleteControl.defaultDelete();
    }
    var there = claim(cache);
    var ours = jobs.pods(cache);
    var upkeep = CacheCleaning.seen(cache, caches.asked(cache), ours);
    var downloads = downloads(cache, upkeep, ours, context, false);
    changed(new Seen(cache, problems(cache), there, "", downloads, upkeep, users))
        .ifPresent(blocked ->
            context.getClient().resource(blocked).subresource("status").patch(Applier.APPLY));
    return DeleteControl.noFinalizerRemoval();
  }

  /// The AIMCaches whose claims a pod may mount.
  private static Set<ResourceID> mounted(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .map(Volume::getPersistentVolumeClaim)
        .filter(Objects::nonNull)
        .flatMap(claim -> CacheClaim.cache(claim.getClaimName()).stream())
        .map(name -> new ResourceID(name, pod.getMetadata().getNamespace()))
        .collect(Collectors.toSet());
  }

  /// How a download fares, and that another pod has ended: it mounts nothing any more.
  private static boolean matters(Pod now, Pod before) {
    return CacheJobs.isOfAny(now) || Slot.ended(now) != Slot.ended(before);
  }

  private Optional<AIMCache> changed(Seen seen) {
    var meta = seen.cache().getMetadata();
    var before = Optional.<AIMCacheStatus>ofNullable(seen.cache().getStatus());
    var status = CacheReporter.status(seen, before, clock.instant());
    if (before.filter(status::equals).isPresent()) {
      return Optional.empty();
    }
    events.write(seen.cache(), CacheEvents.between(before, status));
    var changed = new AIMCache();
    changed.setMetadata(
        new ObjectMetaBuilder()
            .withName(meta.getName())
            .withNamespace(meta.getNamespace())
            .build());
    changed.setStatus(status);
    return Optional.of(changed);
  }
}
