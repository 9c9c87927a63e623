package io.aimengine.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.pipeline.EndpointPipeline;
import io.aimengine.plan.InventoryReader;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.status.Observed.Claim;
import io.aimengine.status.Observed.PodState;
import io.aimengine.status.Observed.Start;
import io.aimengine.status.Observed.Trouble;
import io.aimengine.status.StatusEvents.Event;
import io.aimengine.status.StatusReporter.Report;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusReporterTest {
  private static final Catalog CATALOG = Catalogs.builtin();
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void isReadyOnlyWhenThisGenerationServes() {
    assertThat(status("Qwen/Qwen3-8B", serving(2)).phase()).isEqualTo("Ready");
    assertThat(status("Qwen/Qwen3-8B", serving(2).outdated()).phase()).isEqualTo("Reconciling");
    assertThat(condition(status("Qwen/Qwen3-8B", serving(2).outdated()), "Ready").getStatus())
        .isEqualTo("False");
  }

  @Test
  void isNotReadyWhileAnOlderReleaseServesAndThisOneCannotBePlanned() {
    var status = status("Qwen/Qwen9-8B", serving(2).outdated());
    assertThat(status.phase()).isEqualTo("Degraded");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("LastGood");
    assertThat(condition(status, "Ready").getMessage()).isEqualTo("2 of 2 replicas are ready");
    assertThat(condition(status, "Progressing").getStatus()).isEqualTo("False");
  }

  @Test
  void isNotReadyWhileTheLastGoodReleaseServesAfterThisOneFailed() {
    var back =
        new Rollout(
            Optional.empty(), Optional.empty(), Optional.of("its engine failed"), List.of());
    var status = report("Qwen/Qwen3-8B", serving(2), back, Optional.empty(), NOON);
    assertThat(status.phase()).isEqualTo("Degraded");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("LastGood");
    assertThat(condition(status, "Ready").getMessage()).isEqualTo("2 of 2 replicas are ready");
    assertThat(condition(status, "RolledBack").getStatus()).isEqualTo("True");
  }

  @Test
  void waitsForTheWeightsThatAnAimCacheIsToBring() {
    var coming = new SharedCache(Reason.DOWNLOADING, "it downloads a/b onto the AIMCache models");
    var status = waiting(coming, Observed.nothing());
    assertThat(status.phase()).isEqualTo("Reconciling");
    assertThat(condition(status, "Cached").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Cached").getReason()).isEqualTo("Downloading");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("Downloading");
    assertThat(condition(status, "Ready").getMessage())
        .isEqualTo(
            "nothing runs; it waits for its weights: it downloads a/b onto the AIMCache models");
    assertThat(condition(status, "Progressing").getMessage()).isEqualTo("nothing runs");
    assertThat(condition(status, "Degraded").getStatus()).isEqualTo("False");

    var failed = waiting(new SharedCache(Reason.DOWNLOAD_FAILED, "gated"), Observed.nothing());
    assertThat(failed.phase()).isEqualTo("Degraded");
    assertThat(condition(failed, "Degraded").getReason()).isEqualTo("DownloadFailed");

    var there = waiting(new SharedCache(Reason.DOWNLOADED, "it is there"), serving(1));
    assertThat(condition(there, "Cached").getStatus()).isEqualTo("True");
    assertThat(condition(there, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void hasTheWordsOfTheReferenceForPhases() {
    assertThat(status("Qwen/Qwen3-8B", observed(1, 1, 0, pod("a"))).phase()).isEqualTo("Pending");
    assertThat(status("Qwen/Qwen9-8B", Observed.nothing()).phase()).isEqualTo("Failed");
    var broken = observed(1, 1, 0, pod("a", Reason.UNSCHEDULABLE, "0/2 nodes are available"));
    assertThat(status("Qwen/Qwen3-8B", broken).phase()).isEqualTo("Degraded");
  }

  @Test
  void saysWhichModelTheCatalogLacks() {
    var planned = condition(status("Qwen/Qwen9-8B", Observed.nothing()), "Planned");
    assertThat(planned.getReason()).isEqualTo("ModelUnknown");
    assertThat(planned.getMessage()).contains("Qwen/Qwen9-8B", "did you mean");
  }

  @Test
  void movesATransitionTimeOnlyWithTheStatus() {
    var first = status("Qwen/Qwen3-8B", observed(1, 1, 0, pod("a")));
    var second = again(first, observed(1, 1, 1, pod("a")), NOON.plusSeconds(60));
    assertThat(condition(second, "Planned").getLastTransitionTime())
        .isEqualTo("2026-01-01T12:00:00Z");
    assertThat(condition(second, "Ready").getLastTransitionTime())
        .isEqualTo("2026-01-01T12:01:00Z");
  }

  @Test
  void isTheSameWhenNothingHappened() {
    var first = status("Qwen/Qwen3-8B", serving(1));
    assertThat(again(first, serving(1), NOON.plusSeconds(3600))).isEqualTo(first);
  }

  @Test
  void tellsReplicasThatAreGone() {
    var first = status("Qwen/Qwen3-8B", serving(2));
    var replicas = again(first, observed(0, 0, 0), NOON).replicas();
    assertThat(replicas).isEqualTo(new AIMEndpointStatus.Replicas(0, 0, 0, 0));
  }

  @Test
  void leavesOutALoadBalancerWithoutAnAddress() {
    var endpoints = Objects.requireNonNull(status("Qwen/Qwen3-8B", serving(1)).endpoints());
    assertThat(endpoints.internal()).isEqualTo("http://chat.team.svc.cluster.local:8000");
    assertThat(endpoints.loadBalancer()).isNull();
    assertThat(endpoints.external()).isNull();
  }

  @Test
  void knowsWeightsAreKeptOnlyWhenAReplicaServedFromThem() {
    var filling = status("Qwen/Qwen3-8B", claimed(observed(1, 1, 0, pod("a")), Claim.BOUND));
    assertThat(condition(filling, "Cached").getReason()).isEqualTo("Filling");
    var filled = again(filling, claimed(serving(1), Claim.BOUND), NOON);
    assertThat(condition(filled, "Cached").getReason()).isEqualTo("Filled");
    var later = again(filled, claimed(observed(1, 1, 0, pod("b")), Claim.BOUND), NOON);
    assertThat(condition(later, "Cached").getReason()).isEqualTo("Filled");
  }

  @Test
  void givesSecondsOnlyToStepsThatWereSeen() {
    var start = start(NOON, 2, 90, 0);
    var startup =
        Objects.requireNonNull(
            status("Qwen/Qwen3-8B", observed(1, 1, 0, pod("a", start))).startup());
    assertThat(startup.scheduledSeconds()).isEqualTo(2);
    assertThat(startup.pulledSeconds()).isEqualTo(88);
    assertThat(startup.readySeconds()).isNull();
    assertThat(startup.totalSeconds()).isNull();
    assertThat(startup.readyBy()).isEqualTo("2026-01-01T12:31:30Z");
  }

  @Test
  void tellsAStartOnceThoughAPodDropsOutLater() {
    var first = status("Qwen/Qwen3-8B", observed(1, 1, 1, pod("a", start(NOON, 2, 90, 400))));
    assertThat(Objects.requireNonNull(first.startup()).totalSeconds()).isEqualTo(400);
    var later = again(first, observed(1, 1, 1, pod("a", start(NOON, 2, 90, 9000))), NOON);
    assertThat(later.startup()).isEqualTo(first.startup());
  }

  @Test
  void isSmallHoweverMuchThereIsToSay() throws JsonProcessingException {
    var status = status("deepseek-ai/DeepSeek-R1-0528", Observed.nothing());
    var bytes = new ObjectMapper().writeValueAsString(status).getBytes(StandardCharsets.UTF_8);
    assertThat(Objects.requireNonNull(status.selection()).rejectedMore()).isPositive();
    assertThat(bytes.length).isLessThan(8 << 10);
  }

  @Test
  void tellsEachChangeOnce() {
    var starting = status("Qwen/Qwen3-8B", observed(1, 1, 0, pod("a")));
    assertThat(StatusEvents.between(Optional.empty(), starting))
        .extracting(Event::reason)
        .containsExactly("Planned", "Starting");
    assertThat(StatusEvents.between(Optional.of(starting), starting)).isEmpty();
    var broken = observed(1, 1, 0, pod("a", Reason.NO_SPACE, "No space left on device"));
    var degraded = again(starting, broken, NOON);
    assertThat(StatusEvents.between(Optional.of(starting), degraded))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.warning()).isTrue();
          assertThat(event.reason()).isEqualTo("NoSpace");
          assertThat(event.message()).contains("No space left on device", "spec.cache.size");
        });
    assertThat(StatusEvents.between(Optional.of(degraded), again(degraded, serving(1), NOON)))
        .extracting(Event::reason)
        .containsExactly("Serving", "Healthy");
  }

  private static AIMEndpointStatus status(String model, Observed observed) {
    return report(model, observed, Optional.empty(), NOON);
  }

  private static AIMEndpointStatus again(AIMEndpointStatus before, Observed observed, Instant now) {
    return report("Qwen/Qwen3-8B", observed, Optional.of(before), now);
  }

  private static AIMEndpointStatus report(
      String model, Observed observed, Optional<AIMEndpointStatus> before, Instant now) {
    return report(model, observed, Rollout.settled(), before, now);
  }

  private static AIMEndpointStatus waiting(SharedCache cache, Observed observed) {
    var told =
        report(
            EndpointSpec.ofModel("Qwen/Qwen3-8B"), observed, Rollout.settled(), Optional.of(cache));
    return StatusReporter.status(told, Optional.empty(), NOON);
  }

  private static AIMEndpointStatus report(
      String model,
      Observed observed,
      Rollout rollout,
      Optional<AIMEndpointStatus> before,
      Instant now) {
    var told = report(EndpointSpec.ofModel(model), observed, rollout, Optional.empty());
    return StatusReporter.status(told, before, now);
  }

  private static Report report(
      EndpointSpec spec, Observed observed, Rollout rollout, Optional<SharedCache> cache) {
    var inventory = InventoryReader.shorthand("1xMI300X", CATALOG).inventory();
    var outcome =
        new EndpointPipeline(CATALOG)
            .run(spec, inventory, List.of(), Optional.empty(), LaunchOptions.container());
    return new Report(
        "chat",
        "team",
        3,
        Optional.of(spec),
        Optional.of(outcome),
        List.of(),
        observed,
        rollout,
        Optional.empty(),
        Optional.empty(),
        cache);
  }

  private static Observed serving(int replicas) {
    return observed(replicas, replicas, replicas);
  }

  private static Observed observed(int desired, int total, int ready, PodState... pods) {
    return new Observed(
        true, desired, total, total, ready, ready, List.of(pods), Optional.empty(), Claim.NONE);
  }

  private static Observed claimed(Observed o, Claim claim) {
    return new Observed(
        o.current(),
        o.desired(),
        o.total(),
        o.updated(),
        o.ready(),
        o.available(),
        o.pods(),
        o.loadBalancer(),
        claim);
  }

  private static PodState pod(String name) {
    return new PodState(name, false, Optional.empty());
  }

  private static PodState pod(String name, Reason reason, String seen) {
    return new PodState(name, false, Optional.of(Trouble.of(reason, seen)));
  }

  private static PodState pod(String name, Start start) {
    return new PodState(name, false, Optional.empty(), start);
  }

  /// Seconds after `created`; 0 is not yet.
  private static Start start(Instant created, int scheduled, int running, int ready) {
    return new Start(
        Optional.of(created),
        Optional.of(created.plusSeconds(scheduled)),
        Optional.of(created.plusSeconds(running)),
        ready == 0 ? Optional.empty() : Optional.of(created.plusSeconds(ready)),
        Optional.empty(),
        Optional.of(Duration.ofMinutes(30)),
        "",
        false,
        StartLog.nothing());
  }

  private static Condition condition(AIMEndpointStatus status, String type) {
    return Objects.requireNonNull(status.conditions()).stream()
        .filter(c -> type.equals(c.getType()))
        .findFirst()
        .orElseThrow();
  }
}
