package io.aimengine.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.aimengine.api.v1alpha1.AIMCacheSpec.KeptModel;
import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.api.v1alpha1.AIMCacheStatus.CachedModel;
import io.aimengine.api.v1alpha1.AccessMode;
import io.aimengine.status.Downloads.Attempt;
import io.aimengine.status.Downloads.Outcome;
import io.aimengine.status.Downloads.Start;
import io.aimengine.status.Observed.Trouble;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration LOOK = Duration.ofSeconds(10);

  @Test
  void startWithHighPriorityAndTwoAtATimeOnASharedVolume() {
    var cache =
        cache(
            AccessMode.ReadWriteMany,
            model("a/low", "low"),
            model("a/plain", null),
            model("a/high", "HIGH"));
    assertThat(of(cache).starts()).containsExactly(new Start("a/high", 1), new Start("a/plain", 1));
    assertThat(of(cache).models())
        .as("in the manifest's order")
        .extracting(CachedModel::id)
        .containsExactly("a/low", "a/plain", "a/high");
    assertThat(of(cache, attempt("a/high", 1, runs()), attempt("a/plain", 1, runs())).starts())
        .isEmpty();
    assertThat(of(cache, attempt("a/high", 1, done(1)), attempt("a/plain", 1, waits())).starts())
        .containsExactly(new Start("a/low", 1));
  }

  @ParameterizedTest
  @CsvSource({"ReadWriteOnce, 1", "ReadWriteOncePod, 1", "ReadWriteMany, 2", "ReadOnlyMany, 0"})
  void startAsManyAsTheVolumeTakes(AccessMode mode, int starts) {
    var cache = cache(mode, model("a/b", null), model("a/c", null), model("a/d", null));
    assertThat(of(cache).starts()).hasSize(starts);
  }

  @Test
  void leaveOutWhatIsNotToBePreloadedAndWhatIsThereTwice() {
    var cache =
        cache(
            AccessMode.ReadWriteMany,
            new KeptModel("a/later", "high", null, null, false),
            new KeptModel("a/b", null, null, null, true),
            model("a/b", "high"));
    assertThat(of(cache).models()).extracting(CachedModel::id).containsExactly("a/b");
    assertThat(of(cache).starts()).containsExactly(new Start("a/b", 1));
  }

  @Test
  void bringWhatEndpointsWaitForBeforeAllElse() {
    var cache =
        cache(
            AccessMode.ReadWriteOnce,
            new KeptModel("a/later", "low", null, null, false),
            model("a/high", "medium"));
    var downloads = Downloads.of(cache, Set.of("a/later"), List.of(), List.of(), true, NOW);
    assertThat(downloads.starts()).containsExactly(new Start("a/later", 1));
    assertThat(downloads.models()).extracting(CachedModel::id).containsExactly("a/high", "a/later");
  }

  @Test
  void startNothingWhileThereIsNoClaimAsWanted() {
    var cache = cache(AccessMode.ReadWriteMany, model("a/b", null));
    var downloads = Downloads.of(cache, Set.of(), List.of(), List.of(), false, NOW);
    assertThat(downloads.starts()).isEmpty();
    assertThat(downloads.models().getFirst().status()).isEqualTo("Waiting");
  }

  @Test
  void tryAgainAfterAPauseThatDoubles() {
    var cache = cache(AccessMode.ReadWriteOnce, model("a/b", null));
    var early = of(cache, attempt("a/b", 2, failed(Reason.GATED_MODEL, 59)));
    assertThat(early.starts()).isEmpty();
    assertThat(early.again()).contains(Duration.ofSeconds(1));
    var due = of(cache, attempt("a/b", 2, failed(Reason.GATED_MODEL, 60)));
    assertThat(due.starts()).containsExactly(new Start("a/b", 3));
    assertThat(due.again()).isEmpty();
    assertThat(List.of(1, 2, 3, 7, 8, 900).stream().map(Downloads::pause))
        .extracting(Duration::toSeconds)
        .containsExactly(30L, 60L, 120L, 1920L, 3600L, 3600L);
  }

  @Test
  void sayWhoRefusesAPodAndAskAgainSoon() {
    var cache = cache(AccessMode.ReadWriteOnce, model("a/b", null), model("a/c", null));
    var silent = of(cache, attempt("a/b", 1, new Outcome.Podless(Optional.empty())));
    assertThat(silent.again()).as("nobody tells of a pod that is not made").contains(LOOK);
    assertThat(silent.starts()).as("its Job is there").isEmpty();
    var full = Trouble.of(Reason.PODS_REFUSED, "its pod is forbidden: exceeded quota: none");
    var refused = attempt("a/b", 1, new Outcome.Podless(Optional.of(full)));
    var row = of(cache, refused).models().getFirst();
    assertThat(row.status()).isEqualTo("Waiting");
    assertThat(row.reason()).isEqualTo("PodsRefused");
    assertThat(row.message()).startsWith("its pod is forbidden: exceeded quota: none; raise");
    assertThat(status(cache, refused).conditions())
        .as("a claim may wait for that pod")
        .anyMatch(c -> c.getMessage().contains("exceeded quota"));
  }

  @Test
  void sayWhoRefusesAJob() {
    var cache = cache(AccessMode.ReadWriteOnce, model("a/b", null), model("a/c", null));
    var full = Trouble.of(Reason.PODS_REFUSED, "its Job is forbidden: exceeded quota: none");
    var refused = of(cache).refused(Map.of("a/b", full));
    assertThat(refused.models())
        .extracting(CachedModel::reason)
        .containsExactly("PodsRefused", null);
    assertThat(refused.again()).contains(LOOK);
    assertThat(of(cache).refused(Map.of())).isEqualTo(of(cache));
  }

  @Test
  void tryAtOnceAgainWhatAnOlderManifestFailedWithOrWaitsFor() {
    var cache = cache(AccessMode.ReadWriteOnce, model("a/b", null));
    for (var outcome :
        List.of(failed(Reason.GATED_MODEL, 0), waits(), new Outcome.Podless(Optional.empty()))) {
      var older = new Attempt("job", "a/b", 4, false, outcome);
      assertThat(of(cache, older).starts()).containsExactly(new Start("a/b", 5));
    }
    for (var outcome : List.of(runs(), done(1))) {
      var older = new Attempt("job", "a/b", 4, false, outcome);
      assertThat(of(cache, older).starts()).isEmpty();
    }
  }

  @Test
  void keepTheLastAttemptOfEachModelAndNothingOfAModelThatIsGone() {
    var cache = cache(AccessMode.ReadWriteOnce, model("a/b", null));
    var downloads =
        of(
            cache,
            attempt("a/b", 2, runs()),
            attempt("a/b", 1, failed(Reason.NO_SPACE, 0)),
            attempt("a/gone", 1, done(1)));
    assertThat(downloads.obsolete()).containsExactly("job-a/b-1", "job-a/gone-1");
    assertThat(downloads.models())
        .singleElement()
        .extracting(CachedModel::status)
        .isEqualTo("Downloading");
  }

  @Test
  void tellTheSizeThatTheDownloadCountedAlsoWhenItsPodIsGone() {
    var cache = cache(AccessMode.ReadWriteOnce, model("a/b", null));
    var told = of(cache, attempt("a/b", 1, done(16_381_470_208L))).models().getFirst();
    assertThat(told.size()).isEqualTo("15.26Gi");
    assertThat(told.cachedAt()).isEqualTo(NOW.toString());
    var silent = attempt("a/b", 1, new Outcome.Done(OptionalLong.empty(), NOW));
    assertThat(of(cache, silent).models().getFirst().size()).as("nobody has counted").isNull();
    assertThat(Downloads.of(cache, Set.of(), List.of(silent), List.of(told), true, NOW).models())
        .containsExactly(told);
  }

  @Test
  void sayWhyAModelFailedAndWhatToDoAboutItInACache() {
    var cache = cache(AccessMode.ReadWriteOnce, model("a/b", null));
    var full = of(cache, attempt("a/b", 1, failed(Reason.NO_SPACE, 0))).models().getFirst();
    assertThat(full.reason()).isEqualTo("NoSpace");
    assertThat(full.message()).startsWith("seen; ").contains("spec.storage.size");
    var ended = of(cache, attempt("a/b", 1, failed(Reason.ENGINE_FAILED, 0))).models().getFirst();
    assertThat(ended.reason()).as("no engine").isEqualTo("DownloadFailed");
    var silent = attempt("a/b", 1, new Outcome.Failed(Optional.empty(), NOW));
    assertThat(Downloads.of(cache, Set.of(), List.of(silent), List.of(full), true, NOW).models())
        .as("what its pod said while it was there")
        .containsExactly(full);
  }

  @Test
  void areToldOnceForEachChange() {
    var cache = cache(AccessMode.ReadWriteOnce, model("a/b", null));
    var failed = status(cache, attempt("a/b", 1, failed(Reason.GATED_MODEL, 0)));
    assertThat(CacheEvents.between(Optional.empty(), failed))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.warning()).isTrue();
          assertThat(event.reason()).isEqualTo("GatedModel");
          assertThat(event.message()).startsWith("a/b: seen");
        });
    assertThat(CacheEvents.between(Optional.of(failed), failed)).isEmpty();
    var done = status(cache, attempt("a/b", 2, done(3 << 20)));
    assertThat(CacheEvents.between(Optional.of(failed), done))
        .singleElement()
        .satisfies(event -> assertThat(event.message()).isEqualTo("a/b is there, 3.0Mi"));
  }

  private static AIMCacheStatus status(AIMCache cache, Attempt attempt) {
    var seen =
        new CacheReporter.Seen(
            cache, List.of(), Optional.empty(), "", of(cache, attempt), Upkeep.NONE, List.of());
    return CacheReporter.status(seen, Optional.empty(), NOW);
  }

  private static Downloads of(AIMCache cache, Attempt... attempts) {
    return Downloads.of(cache, Set.of(), List.of(attempts), List.of(), true, NOW);
  }

  private static AIMCache cache(AccessMode mode, KeptModel... models) {
    var cache = new AIMCache();
    var storage = new AIMCacheSpec.Storage(null, null, null, mode, null);
    cache.setSpec(new AIMCacheSpec(storage, List.of(models), null, null, null, null));
    cache.setMetadata(new ObjectMetaBuilder().withGeneration(1L).build());
    return cache;
  }

  private static KeptModel model(String id, @Nullable String priority) {
    return new KeptModel(id, priority, null, null, null);
  }

  private static Attempt attempt(String model, int number, Outcome outcome) {
    return new Attempt("job-" + model + "-" + number, model, number, true, outcome);
  }

  private static Outcome runs() {
    return new Outcome.Runs();
  }

  private static Outcome waits() {
    return new Outcome.Waits(Optional.empty());
  }

  private static Outcome done(long bytes) {
    return new Outcome.Done(OptionalLong.of(bytes), NOW);
  }

  private static Outcome failed(Reason reason, int secondsAgo) {
    return new Outcome.Failed(
        Optional.of(Trouble.of(reason, "seen")), NOW.minusSeconds(secondsAgo));
  }
}
