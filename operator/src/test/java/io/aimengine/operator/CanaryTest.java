package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Canary;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.aimengine.operator.FakeEngines.Load;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Changes that are tried first. The pods are kwok's, the pages of their engines are asked for over
/// real HTTP; time goes on when a test says so. Each test has a kind of GPU to itself.
@OnCluster
class CanaryTest {
  private static final Duration TRIAL = Duration.ofMinutes(10);
  private static final Load WELL = new Load(40, 0, 0.2);
  private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
  private static final InstantSource CLOCK = () -> Instant.now().plus(AHEAD.get());
  private static final FakeEngines ENGINES = new FakeEngines();
  private static Operated operated;

  private final Cluster cluster;

  CanaryTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void starts(Cluster cluster) {
    operated = new Operated(cluster);
    start();
  }

  private static void start() {
    operated.start(io.aimengine.render.Cluster.plain(), CLOCK, ENGINES);
  }

  @AfterAll
  static void stops() {
    operated.close();
    ENGINES.close();
  }

  @Test
  void givesAPartOfTheReplicasUntilItsTimeIsOverAndThenAll() {
    gpus("MI300X", 4);
    var stable = serving("good", on("MI300X", 3, ""));
    try (var film = new PodFilm(operated.pods("good"))) {
      operated.apply("good", on("MI300X", 3, CHANGED));
      var tried = onTrial("good");
      var canary = canary(tried);
      assertThat(canary.stable()).isEqualTo(stable);
      assertThat(canary.weight()).isEqualTo(34);
      assertThat(canary.traffic()).isEqualTo("Replicas");
      assertThat(Instant.parse(canary.until()))
          .isEqualTo(Instant.parse(canary.since()).plus(TRIAL));
      assertThat(Operated.message(tried, "Canary"))
          .startsWith("1 of 3 replicas, and so about as many of the requests (34 % are asked for;");
      assertThat(Operated.reason(tried, "Ready")).isEqualTo("OnTrial");
      split("good", 2, 1);

      ENGINES.load(release(tried), WELL);
      looksAgain("good");
      operated.stop(); // another operator goes on from what is there
      start();
      assertThat(canary(onTrial("good"))).isEqualTo(canary);
      looksAgain("good");
      timeIsOver("good");
      var promoted = operated.awaitReady("good");
      assertThat(Operated.reason(promoted, "Canary")).isEqualTo("Promoted");
      assertThat(Operated.message(promoted, "Canary"))
          .matches("as good as the last release: [1-9][0-9]* requests, 0\\.0 % failed, TTFT .*");
      assertThat(canary(promoted).weight()).isNull();
      split("good", 0, 3);
      assertThat(film.fewestServing()).isEqualTo(3);
    }
    Cluster.eventually("one event says so", () -> events("good", "Promoted").size() == 1);
  }

  @Test
  void takesACanaryAwayThatFailsMoreThanTheLastReleaseWithoutWaitingForTheEnd() {
    gpus("MI325X", 3);
    serving("bad", on("MI325X", 3, ""));
    operated.apply("bad", on("MI325X", 3, CHANGED));
    var tried = onTrial("bad");
    ENGINES.load(release(tried), new Load(40, 20, 0.2));
    looksAgain("bad");
    looksAgain("bad");
    var back = operated.await("bad", "it is back", e -> Operated.is(e, "RolledBack", "True"));
    assertThat(Operated.message(back, "Canary"))
        .matches(
            "it failed [0-9]+ of [0-9]+ requests \\(50\\.0 %\\), the last release 0\\.0 %; at most"
                + " 1\\.0 % may fail");
    operated.await(
        "bad",
        "the last good release serves and this generation does not",
        e -> Operated.reason(e, "Ready").equals("LastGood"));
    split("bad", 3, 0);
    Cluster.eventually("one event says so", () -> events("bad", "RolledBack").size() == 1);
  }

  @Test
  void promotesOnTooFewRequestsOnlyWithASentenceThatSaysSo() {
    gpus("MI308X", 3);
    serving("quiet", on("MI308X", 2, ""));
    operated.apply("quiet", on("MI308X", 2, CHANGED));
    onTrial("quiet");
    timeIsOver("quiet");
    var promoted = operated.awaitReady("quiet");
    assertThat(Operated.message(promoted, "Canary"))
        .startsWith("too few requests to compare (0 of at least 20), but it stayed healthy: ");
    split("quiet", 0, 2);
  }

  @Test
  void leavesASingleReplicaAloneWhereNoBlockIsFreeAndSaysWhatToDo() {
    gpus("MI350X", 1);
    serving("alone", on("MI350X", 1, ""));
    var pods = operated.podIds("alone");
    operated.apply("alone", on("MI350X", 1, CHANGED));
    var blocked =
        operated.await(
            "alone", "it waits for room", e -> Operated.reason(e, "Canary").equals("NoRoom"));
    assertThat(Operated.message(blocked, "Canary"))
        .isEqualTo(
            "a single replica is tried beside the one that serves: needs 1 MI350X, largest free"
                + " block 0; free a block, run 2 replicas, or set deployment.canary.enabled to"
                + " false to change it in place");
    assertThat(Operated.message(blocked, "RolloutBlocked"))
        .isEqualTo("needs 1 MI350X, largest free block 0");
    assertThat(operated.podIds("alone")).isEqualTo(pods);

    var more = cluster.nodes().node("mi350x-more", "MI350X", 1);
    cluster.nodes().add(more);
    var tried = onTrial("alone");
    split("alone", 1, 1);
    assertThat(Operated.is(tried, "RolloutBlocked", "True")).isFalse();
    timeIsOver("alone");
    operated.awaitReady("alone");
    split("alone", 0, 1);
  }

  @Test
  void goesOnWithAThirdReleaseWithAnotherScaleAndWithoutACanaryAtAll() {
    gpus("MI355X", 6);
    var stable = serving("moved", on("MI355X", 3, ""));
    operated.apply("moved", on("MI355X", 3, CHANGED));
    var first = release(onTrial("moved"));
    operated.apply("moved", on("MI355X", 3, "env: {CHANGED: '2'}"));
    var second =
        canary(
            operated.await(
                "moved",
                "the third release is tried",
                e -> Operated.reason(e, "Canary").equals("OnTrial") && !release(e).equals(first)));
    assertThat(second.stable()).isEqualTo(stable);
    split("moved", 2, 1);

    cluster.kubectl("scale", "aimep/moved", "--replicas=5").orThrow();
    split("moved", 3, 2);
    assertThat(canary(onTrial("moved")).since()).isEqualTo(second.since());

    operated.apply(
        "moved", on("MI355X", 5, "env: {CHANGED: '2'}").replace("enabled: true", "enabled: false"));
    var whole = operated.awaitReady("moved");
    assertThat(Operated.message(whole, "Canary")).startsWith("deployment.canary was turned off");
    split("moved", 0, 5);
  }

  @Test
  void leavesNothingBehindWhenTheEndpointIsDeletedWhileItIsTried() {
    gpus("MI300A", 3);
    serving("gone", on("MI300A", 2, ""));
    operated.apply("gone", on("MI300A", 2, CHANGED));
    onTrial("gone");
    operated.endpoint("gone").delete();
    cluster.awaitAll(operated.pods("gone"), "no pod is left", List::isEmpty);
    cluster.awaitAll(
        cluster
            .client()
            .apps()
            .deployments()
            .inNamespace(cluster.namespace())
            .withLabel("app.kubernetes.io/instance", "gone"),
        "no workload is left",
        List::isEmpty);
  }

  private static final String CHANGED = "env: {CHANGED: '1'}";

  private void gpus(String accelerator, int count) {
    var name = accelerator.toLowerCase(Locale.ROOT);
    cluster.nodes().add(cluster.nodes().node(name, accelerator, count));
  }

  private static String on(String accelerator, int replicas, String more) {
    return "model: Qwen/Qwen3-8B, hardware: %s, gpuCount: 1, replicas: %d, deployment: {canary: {enabled: true, trafficSplit: 34, duration: 10m}}%s"
        .formatted(accelerator, replicas, more.isEmpty() ? "" : ", " + more);
  }

  /// Serves for the first time, which there is nothing to compare with; its engines are well.
  private String serving(String name, String spec) {
    var ready = operated.ready(name, spec);
    assertThat(ready.getStatus().canary()).isNull();
    var pod = operated.pods(name).list().getItems().getFirst();
    var release = Objects.requireNonNull(pod.getMetadata().getLabels().get(Release.RELEASE));
    ENGINES.load(release, WELL);
    return release;
  }

  private AIMEndpoint onTrial(String name) {
    return operated.await(
        name, name + " is tried", e -> Operated.reason(e, "Canary").equals("OnTrial"));
  }

  private static Canary canary(AIMEndpoint endpoint) {
    return Objects.requireNonNull(endpoint.getStatus().canary());
  }

  private static String release(AIMEndpoint endpoint) {
    return Objects.requireNonNull(canary(endpoint).release());
  }

  private void split(String name, int old, int changed) {
    cluster.awaitAll(
        operated.pods(name),
        "%d old and %d changed pods".formatted(old, changed),
        all -> count(all, false) == old && count(all, true) == changed);
  }

  private static long count(List<Pod> pods, boolean changed) {
    return pods.stream().filter(pod -> Operated.has(pod, "CHANGED") == changed).count();
  }

  /// A minute goes by, and something happens that the operator sees.
  private void looksAgain(String name) {
    goesBy(name, Duration.ofMinutes(1));
  }

  private void timeIsOver(String name) {
    goesBy(name, TRIAL);
  }

  private void goesBy(String name, Duration time) {
    AHEAD.accumulateAndGet(time, Duration::plus);
    var pod = operated.pods(name).list().getItems().getFirst().getMetadata().getName();
    // gone by now: then the operator has looked already
    cluster.kubectl("annotate", "--overwrite", "pod/" + pod, "seen=" + AHEAD.get());
  }

  private List<Event> events(String name, String reason) {
    return cluster
        .client()
        .v1()
        .events()
        .inNamespace(cluster.namespace())
        .withField("involvedObject.name", name)
        .list()
        .getItems()
        .stream()
        .filter(e -> reason.equals(e.getReason()))
        .toList();
  }
}
