package io.aimengine.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.api.v1alpha1.AIMCacheStatus.CachedModel;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SharedCacheTest {
  private static final String MODEL = "a/b";
  private static final String FORECAST = "estimate: 31 s to download 15.3 GiB";

  @Test
  void holdsWhatIsCachedAndNothingElse() {
    assertThat(of(row("a/c", "Cached", null, null)).holds()).isFalse();
    var cached = of(row("a/c", "Waiting", null, null), row(MODEL, "Cached", null, null));
    assertThat(cached.holds()).isTrue();
    assertThat(cached)
        .isEqualTo(new SharedCache(Reason.DOWNLOADED, "a/b is on the AIMCache models"));
  }

  @Test
  void forecastsADownload() {
    assertThat(of(row(MODEL, "Downloading", null, null)))
        .isEqualTo(
            new SharedCache(
                Reason.DOWNLOADING,
                "it downloads a/b onto the AIMCache models; estimate: 31 s to download 15.3 GiB;"
                    + " the volume is not bound yet"));
    assertThat(of(row(MODEL, "Waiting", null, null)).said()).startsWith("it is to download a/b");
  }

  @Test
  void tellsWhatADownloadWaitsFor() {
    var waiting = of(row(MODEL, "Waiting", "Unschedulable", "no node has room"));
    assertThat(waiting.reason()).isEqualTo(Reason.DOWNLOADING);
    assertThat(waiting.said()).endsWith("; no node has room");
    assertThat(waiting.isTrouble()).isFalse();
  }

  @Test
  void tellsWhyADownloadFailsInItsOwnWords() {
    var failed = of(row(MODEL, "Failed", "GatedModel", "a/b is gated; accept the licence"));
    assertThat(failed.reason()).isEqualTo(Reason.DOWNLOAD_FAILED);
    assertThat(failed.said())
        .isEqualTo("a/b onto the AIMCache models: a/b is gated; accept the licence");
    assertThat(failed.isTrouble()).isTrue();
  }

  @Test
  void missesACacheThatIsNotThereOrGoes() {
    var none = SharedCache.of("models", Optional.empty(), MODEL, FORECAST);
    assertThat(none.reason()).isEqualTo(Reason.CACHE_MISSING);
    assertThat(none.sentence()).startsWith("no AIMCache models is in this namespace; create it");
    var going = cache(row(MODEL, "Cached", null, null));
    going.getMetadata().setDeletionTimestamp("2026-11-30T12:00:00Z");
    assertThat(SharedCache.of("models", Optional.of(going), MODEL, FORECAST).reason())
        .isEqualTo(Reason.CACHE_MISSING);
  }

  @Test
  void tellsWhatKeepsTheCacheFromTakingUpAModel() {
    assertThat(of().said())
        .isEqualTo("the AIMCache models has not taken up a/b; the volume is not bound yet");
    var silent = new AIMCache();
    silent.getMetadata().setName("models");
    assertThat(SharedCache.of("models", Optional.of(silent), MODEL, FORECAST).said())
        .isEqualTo("the AIMCache models has not taken up a/b");
  }

  private static SharedCache of(CachedModel... rows) {
    return SharedCache.of("models", Optional.of(cache(rows)), MODEL, FORECAST);
  }

  private static AIMCache cache(CachedModel... rows) {
    var cache = new AIMCache();
    cache.getMetadata().setName("models");
    var pending =
        new ConditionBuilder()
            .withType("Ready")
            .withStatus("False")
            .withReason("ClaimPending")
            .withMessage("the volume is not bound yet")
            .build();
    cache.setStatus(new AIMCacheStatus(1L, "Pending", List.of(pending), null, List.of(rows), null));
    return cache;
  }

  private static CachedModel row(
      String id, String status, @Nullable String reason, @Nullable String message) {
    return new CachedModel(id, null, null, null, null, status, reason, message);
  }
}
