package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheStatus.CachedModel;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.aimengine.render.Download;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The downloads and clean-ups of AIMCaches. There is no node, so pods wait until the test plays
/// the kubelet.
@OnCluster
class CacheDownloadsTest {
  private final Cluster cluster;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final Operated operated;

  CacheDownloadsTest(Cluster cluster) {
    this.cluster = cluster;
    operated = new Operated(cluster);
  }

  @BeforeEach
  void starts() {
    InstantSource clock = () -> Instant.now().plus(ahead.get());
    operated.start(io.aimengine.render.Cluster.plain(), clock, EnginePages.overHttp());
  }

  @AfterEach
  void stops() {
    operated.close();
    cluster.client().persistentVolumes().withLabel("of", cluster.namespace()).delete();
  }

  @Test
  void bringWhatMattersFirstAndTellWhatTheyCounted() {
    volume("first");
    cache(
        "first",
        "{id: a/low, priority: low}, {id: a/high, priority: high}, {id: a/no, preload: false}");
    var high = pod("first", "a/high");
    assertThat(models("first"))
        .as("one at a time on a volume of one node")
        .containsExactly("a/high");
    await("first", c -> "Unschedulable".equals(row(c, "a/high").reason()));
    assertThat(row(get("first"), "a/low").status()).isEqualTo("Waiting");

    plays(high, "Running", "");
    var runs = await("first", c -> "Downloading".equals(row(c, "a/high").status()));
    assertThat(runs.getStatus().phase()).isEqualTo("Downloading");
    assertThat(runs.getStatus().cachedModels())
        .as("nobody counts yet")
        .allMatch(m -> m.size() == null);

    plays(high, "Succeeded", ended(0, "{\\\"size\\\": 16381470208, \\\"seconds\\\": 90}"));
    var half = await("first", c -> "Cached".equals(row(c, "a/high").status()));
    assertThat(row(half, "a/high").size()).isEqualTo("15.26Gi");
    assertThat(ready(half)).isEqualTo("Downloading: 1 of 2 models are there");

    plays(pod("first", "a/low"), "Succeeded", ended(0, "no report"));
    var all = await("first", c -> "Ready".equals(c.getStatus().phase()));
    assertThat(row(all, "a/low").size()).as("nothing made up").isNull();
    assertThat(Objects.requireNonNull(all.getStatus().usage()).totalModels()).isEqualTo(2);
    assertThat(all.getStatus().cachedModels())
        .extracting(CachedModel::id)
        .containsExactly("a/low", "a/high");
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));

    cluster
        .client()
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel("aim.engine.amd.com/cache", "first")
        .delete();
    Cluster.eventually("it rests without the pods", () -> Rest.quiet(cluster));
    assertThat(row(get("first"), "a/high").size()).isEqualTo("15.26Gi");
  }

  @Test
  void areTriedAgainAndSayWhyTheyFailed() {
    volume("second");
    cache("second", "{id: a/gated}");
    var said = "aim-engine: a/gated is gated [store.gated]\\naccept the licence";
    plays(pod("second", "a/gated"), "Failed", ended(7, said));
    var failed = await("second", c -> "Failed".equals(row(c, "a/gated").status()));
    assertThat(failed.getStatus().phase()).isEqualTo("Degraded");
    assertThat(row(failed, "a/gated").reason()).isEqualTo("GatedModel");
    assertThat(row(failed, "a/gated").message())
        .contains("[store.gated]", "accept the licence on the hub");
    assertThat(ready(failed)).startsWith("DownloadFailed: 0 of 1 models are there; a/gated: ");
    cluster.awaitAll(
        cluster.client().v1().events().inNamespace(cluster.namespace()),
        "the failure is an event",
        events -> events.stream().anyMatch(CacheDownloadsTest::isGated));

    ahead.set(Duration.ofSeconds(31));
    cache("second", "{id: a/gated, priority: high}");
    var again = pod("second", "a/gated", 2);
    plays(again, "Succeeded", ended(0, "{\\\"size\\\": 9}"));
    var done = await("second", c -> "Ready".equals(c.getStatus().phase()));
    assertThat(row(done, "a/gated").size()).isEqualTo("9");
    assertThat(row(done, "a/gated").reason()).isNull();
    cluster.awaitAll(jobs("second"), "the first attempt is gone", jobs -> jobs.size() == 1);
  }

  @Test
  void sayWhoRefusesTheirJobsAndPods() {
    volume("fourth");
    cluster.quota(cluster.namespace(), "count/jobs.batch: 0, pods: 0");
    cache("fourth", "{id: a/full}");
    var job = await("fourth", c -> "PodsRefused".equals(row(c, "a/full").reason()));
    assertThat(row(job, "a/full").status()).isEqualTo("Waiting");
    assertThat(row(job, "a/full").message())
        .startsWith("its Job is refused: forbidden: exceeded quota: none")
        .contains("; raise the quota");
    assertThat(ready(job)).contains("a/full: its Job is refused");

    cluster.quota(cluster.namespace(), "count/jobs.batch: 9, pods: 0");
    var pod = await("fourth", c -> said(c, "a/full").startsWith("its pod is refused"));
    assertThat(row(pod, "a/full").reason()).isEqualTo("PodsRefused");
    assertThat(said(pod, "a/full"))
        .startsWith("its pod is refused: forbidden: exceeded quota: none, requested: pods=1")
        .doesNotContain("Error creating", "fourth-full");

    cluster.kubectl("delete", "quota", "none").orThrow();
    plays(pod("fourth", "a/full"), "Running", "");
    await("fourth", c -> "Downloading".equals(row(c, "a/full").status()));
  }

  private static String said(AIMCache cache, String model) {
    return String.valueOf(row(cache, model).message());
  }

  @Test
  void tryAtOnceAgainWhenTheManifestChanges() {
    volume("fifth");
    cache("fifth", "{id: a/gated}");
    plays(pod("fifth", "a/gated"), "Failed", ended(6, "aim-engine: [store.unreachable]"));
    await("fifth", c -> "HubUnreachable".equals(row(c, "a/gated").reason()));
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMCache
            metadata: {name: fifth}
            spec:
              storage: {size: 10Gi, storageClass: by-hand}
              models: [{id: a/gated}]
              env: [{name: HF_ENDPOINT, value: "https://mirror.example"}]
            """)
        .orThrow();
    assertThat(pod("fifth", "a/gated", 2).getSpec().getContainers().getFirst().getEnv())
        .anyMatch(variable -> "https://mirror.example".equals(variable.getValue()));
  }

  @Test
  void endWithTheWishForThem() {
    volume("third");
    cache("third", "{id: a/one}, {id: a/two}");
    plays(pod("third", "a/one"), "Running", "");
    await("third", c -> "Downloading".equals(row(c, "a/one").status()));
    cache("third", "{id: a/two}");
    pod("third", "a/two");
    cluster.awaitAll(jobs("third"), "one Job is left", jobs -> jobs.size() == 1);
    assertThat(models("third")).containsExactly("a/two");
    await("third", c -> Objects.requireNonNull(c.getStatus().cachedModels()).size() == 1);

    caches("third").delete();
    cluster.awaitGone(caches("third"), "the cache, though it downloads");
    cluster.awaitAll(jobs("third"), "its Jobs go with it", List::isEmpty);
    cluster.awaitGone(
        cluster
            .client()
            .resources(PersistentVolumeClaim.class)
            .inNamespace(cluster.namespace())
            .withName("third-storage"),
        "its claim");
  }

  @Test
  void areFollowedByCleanupsWhosePodsTellWhatIsOnTheVolume() {
    volume("sixth");
    cleaned("sixth", "enabled: true, schedule: 15 4 * * *, maxAge: 60d");
    var done = ended(0, told("size", 1 << 20, "a/one"), "2099-01-01T00:00:00Z");
    plays(pod("sixth", "a/one"), "Succeeded", done);
    var there = await("sixth", c -> row(c, "a/one").accessCount() != null);
    assertThat(row(there, "a/one").lastAccessed()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(row(there, "a/one").accessCount()).isEqualTo(7);
    var storage = Objects.requireNonNull(there.getStatus().storage());
    assertThat(storage.usedSize()).isEqualTo("3.00Gi");
    assertThat(storage.availableSize()).isEqualTo("1.00Gi");
    assertThat(storage.usagePercentage()).isEqualTo(75);
    assertThat(storage.measuredAt()).isEqualTo("2099-01-01T00:00:00Z");

    var cron = cluster.await(cronJob("sixth"), "a CronJob is there", _ -> true);
    assertThat(cron.getSpec().getSchedule()).isEqualTo("15 4 * * *");
    await("sixth", c -> condition(c, "Cleaned").startsWith("CleanupScheduled: "));
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));

    cluster.kubectl("create", "job", "now", "--from=cronjob/sixth-cleanup").orThrow();
    var took = ended(0, told("freed", 9), "2099-01-02T00:00:00Z");
    plays(podOf("now"), "Succeeded", took.replace("download", "cleanup"));
    var clean = await("sixth", c -> condition(c, "Cleaned").startsWith("CleanedUp: 2099-01-02"));
    assertThat(row(clean, "a/one").status()).isEqualTo("Expired");
    assertThat(clean.getStatus().phase()).isEqualTo("Ready");
    assertThat(Objects.requireNonNull(clean.getStatus().usage()).lastCleanup())
        .isEqualTo("2099-01-02T00:00:00Z");
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));

    cleaned("sixth", "enabled: false");
    cluster.awaitGone(cronJob("sixth"), "the CronJob of who wants none");
    await("sixth", c -> condition(c, "Cleaned").isEmpty());
  }

  @Test
  void sayWhatTheApiServerHasAgainstASchedule() {
    volume("seventh");
    cleaned("seventh", "enabled: true, schedule: 15 40 * * *");
    var refused = await("seventh", c -> condition(c, "Cleaned").startsWith("CleanupRefused: "));
    assertThat(condition(refused, "Cleaned")).contains("spec.schedule");
    cleaned("seventh", "enabled: true, schedule: 15 4 * * *");
    await("seventh", c -> condition(c, "Cleaned").startsWith("CleanupScheduled: "));
  }

  private void cleaned(String name, String cleanup) {
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMCache
            metadata: {name: %s}
            spec:
              storage: {size: 10Gi, storageClass: by-hand}
              models: [{id: a/one, retention: 30d}]
              cleanup: {%s}
            """
                .formatted(name, cleanup))
        .orThrow();
  }

  /// What a pod leaves behind: one figure of its work, and the volume.
  private static String told(String figure, long value, String... models) {
    var all =
        Stream.of(models)
            .map(m -> "{'id': '%s', 'last_used': '2026-01-02T03:04:05Z', 'uses': 7}".formatted(m))
            .toList();
    return "{'%s': %d, 'volume': {'used': %d, 'free': %d, 'models': %s, 'left_out': 0}}"
        .formatted(figure, value, 3L << 30, 1L << 30, all)
        .replace("'", "\\\"");
  }

  private Resource<CronJob> cronJob(String cache) {
    return cluster
        .client()
        .batch()
        .v1()
        .cronjobs()
        .inNamespace(cluster.namespace())
        .withName(cache + "-cleanup");
  }

  private static boolean isGated(Event event) {
    return event.getReason().equals("GatedModel")
        && event.getType().equals("Warning")
        && event.getMessage().startsWith("a/gated: ");
  }

  private void volume(String cache) {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: NAMESPACE-NAME, labels: {of: NAMESPACE}}
            spec:
              capacity: {storage: 10Gi}
              accessModes: [ReadWriteOnce]
              storageClassName: by-hand
              hostPath: {path: /nowhere}
              claimRef: {name: NAME-storage, namespace: NAMESPACE}
            """
                .replace("NAMESPACE", cluster.namespace())
                .replace("NAME", cache))
        .orThrow();
  }

  private void cache(String name, String models) {
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMCache
            metadata: {name: %s}
            spec: {storage: {size: 10Gi, storageClass: by-hand}, models: [%s]}
            """
                .formatted(name, models))
        .orThrow();
  }

  /// What the kubelet would say of a pod.
  private void plays(Pod pod, String phase, String more) {
    cluster
        .client()
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"phase\":\"%s\"%s}}".formatted(phase, more));
  }

  private static String ended(int code, String message) {
    return ended(code, message, "2026-01-02T03:04:05Z");
  }

  private static String ended(int code, String message, String at) {
    return """
    ,"containerStatuses":[{"name":"download","image":"i","imageID":"i","ready":false,"restartCount":0,
      "state":{"terminated":{"exitCode":%d,"message":"%s","finishedAt":"%s"}}}]\
    """
        .formatted(code, message, at);
  }

  private Pod pod(String cache, String model) {
    return pod(cache, model, 1);
  }

  private Pod pod(String cache, String model, int attempt) {
    return podOf(Download.name(get(cache), model, attempt));
  }

  private Pod podOf(String name) {
    return cluster
        .awaitAll(
            cluster
                .client()
                .pods()
                .inNamespace(cluster.namespace())
                .withLabel("batch.kubernetes.io/job-name", name),
            "the Job " + name + " has a pod",
            pods -> pods.size() == 1)
        .getFirst();
  }

  private FilterWatchListDeletable<Job, JobList, ?> jobs(String cache) {
    return cluster
        .client()
        .batch()
        .v1()
        .jobs()
        .inNamespace(cluster.namespace())
        .withLabel("aim.engine.amd.com/cache", cache);
  }

  private List<String> models(String cache) {
    return jobs(cache).list().getItems().stream().map(Download::model).toList();
  }

  private AIMCache get(String name) {
    return caches(name).get();
  }

  private Resource<AIMCache> caches(String name) {
    return cluster
        .client()
        .resources(AIMCache.class)
        .inNamespace(cluster.namespace())
        .withName(name);
  }

  private AIMCache await(String name, Predicate<AIMCache> wanted) {
    return cluster.await(
        caches(name), name + " is as wanted", c -> c.getStatus() != null && wanted.test(c));
  }

  private static CachedModel row(AIMCache cache, String model) {
    return Optional.ofNullable(cache.getStatus().cachedModels()).orElse(List.of()).stream()
        .filter(row -> model.equals(row.id()))
        .findFirst()
        .orElse(new CachedModel(model, null, null, null, null, null, null, null));
  }

  private static String ready(AIMCache cache) {
    return condition(cache, "Ready");
  }

  private static String condition(AIMCache cache, String type) {
    return Objects.requireNonNull(cache.getStatus().conditions()).stream()
        .filter(c -> c.getType().equals(type))
        .map(c -> c.getReason() + ": " + c.getMessage())
        .findFirst()
        .orElse("");
  }
}
