package io.aimengine.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.aimengine.api.v1alpha1.AIMCacheSpec.KeptModel;
import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.api.v1alpha1.AIMCacheStatus.CachedModel;
import io.aimengine.api.v1alpha1.AIMCacheStatus.Storage;
import io.aimengine.status.Downloads.Attempt;
import io.aimengine.status.Downloads.Outcome;
import io.aimengine.status.Observed.Trouble;
import io.aimengine.status.Upkeep.Cleanup;
import io.aimengine.status.Upkeep.Measured;
import io.aimengine.status.Upkeep.Run;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpkeepTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void aReportIsReadAsItWasWritten() {
    var report = report(10, 20, model("a/one", 5), model("a/two", 1));
    assertThat(VolumeReport.read(report.json())).contains(report);
    assertThat(report.models())
        .as("the last used first")
        .extracting(VolumeReport.Model::id)
        .containsExactly("a/two", "a/one");
  }

  @Test
  void aReportOfManyModelsFitsIntoAPodsLastWordsAndSaysHowManyItLeavesOut()
      throws JsonProcessingException {
    var many =
        IntStream.range(0, 500)
            .mapToObj(i -> model("organisation-" + i + "/a-model-é-" + i, i))
            .toArray(VolumeReport.Model[]::new);
    var json = report(1, 2, many).json();
    assertThat(JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(3600);
    var read = VolumeReport.read(json).orElseThrow();
    assertThat(read.models()).hasSizeGreaterThan(25);
    assertThat(read.models().size() + read.leftOut()).isEqualTo(500);
    assertThat(read.models().getFirst().id()).startsWith("organisation-0/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "7",
        "{\"used\": -1, \"free\": 1, \"left_out\": 0}",
        "{\"used\": 1.5, \"free\": 1, \"left_out\": 0}",
        "{\"used\": 1, \"free\": 99999999999999999999, \"left_out\": 0}",
        "{\"used\": 1, \"free\": 1, \"left_out\": 0, \"models\": [{\"id\": \"a\"}]}",
        "{\"used\": 1, \"free\": 1, \"left_out\": 0,"
            + " \"models\": [{\"id\": \"a\", \"uses\": 1, \"last_used\": \"now\"}]}",
      })
  void whatIsNoReportTellsNothing(String text) throws JsonProcessingException {
    assertThat(VolumeReport.read(JSON.readTree(text))).isEmpty();
  }

  @Test
  void theStatusTellsWhatWasSeenLastAndWhen() {
    var older = new Measured(NOW.minusSeconds(60), report(1L << 30, 1, model("A/Mine", 9)));
    var newer = new Measured(NOW, new VolumeReport(3L << 30, 1L << 30, List.of(), 2));
    var status =
        status(new Upkeep(Set.of(), List.of(older, newer), Optional.empty()), Optional.empty());
    var storage = storage(status);
    assertThat(storage.usedSize()).isEqualTo("3.00Gi");
    assertThat(storage.availableSize()).isEqualTo("1.00Gi");
    assertThat(storage.usagePercentage()).isEqualTo(75);
    assertThat(storage.measuredAt()).isEqualTo(NOW.toString());
    assertThat(row(status).lastAccessed())
        .as("the newer report has no room for it")
        .isEqualTo(NOW.minusSeconds(9 * 3600).toString());
    assertThat(row(status).accessCount()).isEqualTo(9);

    var later = status(Upkeep.NONE, Optional.of(status));
    assertThat(later).as("the pods are gone").isEqualTo(status);
    var old = status(new Upkeep(Set.of(), List.of(older), Optional.empty()), Optional.of(status));
    assertThat(storage(old)).as("older pods do not undo it").isEqualTo(storage(status));
  }

  @Test
  void nothingIsSaidOfAVolumeThatNobodyLookedAt() {
    var status = status(Upkeep.NONE, Optional.empty());
    assertThat(storage(status).usedSize()).isNull();
    assertThat(storage(status).usagePercentage()).isNull();
    assertThat(row(status).lastAccessed()).isNull();
    assertThat(Objects.requireNonNull(status.usage()).lastCleanup()).isNull();
    assertThat(cleaned(status)).isEmpty();
  }

  @Test
  void aModelThatACleanupTookByItsRetentionIsExpiredAndNoTrouble() {
    var gone = new Measured(NOW.plusSeconds(9), report(0, 9));
    var status = status(new Upkeep(Set.of(), List.of(gone), Optional.empty()), Optional.empty());
    assertThat(row(status).status()).isEqualTo("Expired");
    assertThat(row(status).size()).isNull();
    assertThat(row(status).message()).contains("retention of 30d");
    assertThat(status.phase()).isEqualTo("Ready");
    assertThat(Objects.requireNonNull(status.usage()).totalModels()).isZero();
    assertThat(row(status(Upkeep.NONE, Optional.of(status))).status()).isEqualTo("Expired");

    var back = new Measured(NOW.plusSeconds(20), report(9, 9, model("a/mine", 0)));
    var again = new Upkeep(Set.of(), List.of(back, gone), Optional.empty());
    assertThat(row(status(again, Optional.of(status))).status()).isEqualTo("Cached");
    var before = new Measured(NOW.minusSeconds(9), report(0, 9));
    assertThat(
            row(status(new Upkeep(Set.of(), List.of(before), Optional.empty()), Optional.empty()))
                .status())
        .as("nobody has looked since it came")
        .isEqualTo("Cached");
    var cut = new Measured(NOW.plusSeconds(9), new VolumeReport(1, 1, List.of(), 1));
    assertThat(
            row(status(new Upkeep(Set.of(), List.of(cut), Optional.empty()), Optional.empty()))
                .status())
        .as("it may be the one that is left out")
        .isEqualTo("Cached");
  }

  @Test
  void aModelThatIsGoneComesAgainWhenAnEndpointNamesItOrItHasNoRetention() {
    var gone = List.of(new Measured(NOW.plusSeconds(9), report(0, 9)));
    var done = new Outcome.Done(OptionalLong.of(9), NOW);
    var attempt = new Attempt("job", "a/mine", 3, true, done);
    var asked = new Upkeep(Set.of("a/mine"), gone, Optional.empty());
    var again = downloads(asked, attempt, cache("30d"));
    assertThat(again.starts()).containsExactly(new Downloads.Start("a/mine", 4));
    assertThat(again.models().getFirst().status()).isEqualTo("Waiting");
    var unasked = new Upkeep(Set.of(), gone, Optional.empty());
    assertThat(downloads(unasked, attempt, cache(null)).starts()).hasSize(1);
    assertThat(downloads(unasked, attempt, cache("30d")).starts()).isEmpty();

    var expired = cache("30d");
    expired.setStatus(status(unasked, Optional.empty()));
    var silent = new Upkeep(Set.of("a/mine"), List.of(), Optional.empty());
    assertThat(downloads(silent, attempt, expired).starts())
        .as("the pod that missed it is gone")
        .hasSize(1);
  }

  @Test
  void theStatusCountsTheModelsThatEndpointsName() {
    var used = new Upkeep(Set.of("a/mine", "a/other"), List.of(), Optional.empty());
    assertThat(Objects.requireNonNull(status(used, Optional.empty()).usage()).activeModels())
        .isEqualTo(1);
    assertThat(Objects.requireNonNull(status(Upkeep.NONE, Optional.empty()).usage()).activeModels())
        .isZero();
  }

  private static Downloads downloads(Upkeep upkeep, Attempt attempt, AIMCache cache) {
    return Downloads.of(
        cache, upkeep.used(), upkeep.since(List.of(attempt), cache), List.of(), true, NOW);
  }

  private static AIMCache cache(@Nullable String retention) {
    var cache = new AIMCache();
    var age = retention == null ? null : new IntOrString(retention);
    var kept = new KeptModel("a/mine", null, age, null, null);
    cache.setSpec(new AIMCacheSpec(null, List.of(kept), null, null, null, null));
    cache.setMetadata(new ObjectMetaBuilder().withName("kept").withGeneration(1L).build());
    return cache;
  }

  @Test
  void theConditionTellsWhatBecameOfTheLastCleanup() {
    var waits = status(cleanup("", Optional.empty()), Optional.empty());
    assertThat(cleaned(waits)).contains("Unknown CleanupScheduled: no clean-up has ended yet");
    assertThat(cleaned(status(cleanup("no such schedule", Optional.empty()), Optional.empty())))
        .contains("False CleanupRefused: no such schedule");

    var done = status(cleanup("", run(Optional.empty(), 0, 0)), Optional.of(waits));
    assertThat(cleaned(done).orElseThrow()).startsWith("True CleanedUp: " + NOW);
    assertThat(Objects.requireNonNull(done.usage()).lastCleanup()).isEqualTo(NOW.toString());
    assertThat(status(cleanup("", Optional.empty()), Optional.of(done)))
        .as("its pod is gone")
        .isEqualTo(done);

    var short1 = status(cleanup("", run(Optional.empty(), 5L << 30, 0)), Optional.empty());
    assertThat(cleaned(short1).orElseThrow()).startsWith("False GoalMissed: ").contains("5.00Gi");
    var many = status(cleanup("", run(Optional.empty(), 0, 3)), Optional.empty());
    assertThat(cleaned(many).orElseThrow()).contains("3 models too many");
    var failed = run(Optional.of(Trouble.of(Reason.ENGINE_FAILED, "exit code 1: broken")), 0, 0);
    var broken = status(cleanup("", failed), Optional.of(done));
    assertThat(cleaned(broken).orElseThrow())
        .startsWith("False CleanupFailed: ")
        .endsWith(": exit code 1: broken");
    assertThat(Objects.requireNonNull(broken.usage()).lastCleanup())
        .as("the last that did something")
        .isEqualTo(NOW.toString());
  }

  private static Upkeep cleanup(String refused, Optional<Run> run) {
    return new Upkeep(Set.of(), List.of(), Optional.of(new Cleanup(refused, run)));
  }

  private static Optional<Run> run(Optional<Trouble> why, long lacking, long surplus) {
    return Optional.of(new Run(NOW, why, lacking, surplus));
  }

  private static Optional<String> cleaned(AIMCacheStatus status) {
    return Optional.ofNullable(status.conditions()).orElse(List.<Condition>of()).stream()
        .filter(c -> c.getType().equals("Cleaned"))
        .map(c -> c.getStatus() + " " + c.getReason() + ": " + c.getMessage())
        .findFirst();
  }

  private static VolumeReport report(long used, long free, VolumeReport.Model... models) {
    return VolumeReport.of(used, free, List.of(models));
  }

  private static VolumeReport.Model model(String id, int hoursAgo) {
    return new VolumeReport.Model(id, NOW.minusSeconds(hoursAgo * 3600L), hoursAgo);
  }

  private static Storage storage(AIMCacheStatus status) {
    return Objects.requireNonNull(status.storage());
  }

  private static CachedModel row(AIMCacheStatus status) {
    return Objects.requireNonNull(status.cachedModels()).getFirst();
  }

  /// Of a cache whose only model was downloaded just now.
  private static AIMCacheStatus status(Upkeep upkeep, Optional<AIMCacheStatus> before) {
    var cache = cache("30d");
    var done = new Attempt("job", "a/mine", 1, true, new Outcome.Done(OptionalLong.of(9), NOW));
    before.ifPresent(cache::setStatus);
    var earlier = before.map(AIMCacheStatus::cachedModels).orElse(List.of());
    var claim =
        new PersistentVolumeClaimBuilder()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withNewResources()
            .addToRequests("storage", new io.fabric8.kubernetes.api.model.Quantity("4Gi"))
            .endResources()
            .endSpec()
            .withNewStatus()
            .withPhase("Bound")
            .endStatus()
            .build();
    var seen =
        new CacheReporter.Seen(
            cache,
            List.of(),
            Optional.of(claim),
            "",
            Downloads.of(
                cache, upkeep.used(), upkeep.since(List.of(done), cache), earlier, true, NOW),
            upkeep,
            List.of());
    return CacheReporter.status(seen, before, NOW);
  }
}
