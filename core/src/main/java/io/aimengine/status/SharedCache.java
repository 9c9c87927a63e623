package io.aimengine.status;

import static io.aimengine.status.Reason.CACHE_MISSING;
import static io.aimengine.status.Reason.DOWNLOADED;
import static io.aimengine.status.Reason.DOWNLOADING;
import static io.aimengine.status.Reason.DOWNLOAD_FAILED;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.api.v1alpha1.AIMCacheStatus.CachedModel;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the AIMCache that an endpoint names has of its weights.
public record SharedCache(Reason reason, String said) {
  private static final Set<String> OF_THE_CLAIM =
      Set.of(Reason.CLAIM_PENDING.id(), Reason.CLAIM_LOST.id());

  /// `there` is the AIMCache of that name, as it tells itself; `forecast` what a download takes.
  public static SharedCache of(
      String name, Optional<AIMCache> there, String checkpoint, String forecast) {
    if (there.isEmpty()) {
      return new SharedCache(CACHE_MISSING, "no AIMCache " + name + " is in this namespace");
    }
    var cache = there.get();
    if (cache.getMetadata().getDeletionTimestamp() != null) {
      return new SharedCache(CACHE_MISSING, "the AIMCache " + name + " is being deleted");
    }
    var status = Optional.<AIMCacheStatus>ofNullable(cache.getStatus());
    return status.map(AIMCacheStatus::cachedModels).orElse(List.of()).stream()
        .filter(row -> checkpoint.equals(row.id()))
        .findFirst()
        .map(row -> of(name, row, forecast + hindrance(status)))
        .orElseGet(() ->
            new SharedCache(
                DOWNLOADING,
                "the AIMCache " + name + " has not taken up " + checkpoint + hindrance(status)));
  }

  private static SharedCache of(String name, CachedModel row, String forecast) {
    if (Downloads.CACHED.equals(row.status())) {
      return new SharedCache(DOWNLOADED, row.id() + " is on the AIMCache " + name);
    }
    var where = row.id() + " onto the AIMCache " + name;
    if (Downloads.FAILED.equals(row.status())) {
      return new SharedCache(DOWNLOAD_FAILED, where + ": " + row.message());
    }
    var state = Downloads.DOWNLOADING.equals(row.status()) ? "downloads " : "is to download ";
    var waits = row.message() == null ? "" : "; " + row.message();
    return new SharedCache(DOWNLOADING, "it " + state + where + "; " + forecast + waits);
  }

  /// What keeps the cache itself from downloading anything.
  private static String hindrance(Optional<AIMCacheStatus> status) {
    return status.map(AIMCacheStatus::conditions).orElse(List.of()).stream()
        .filter(c -> c.getStatus().equals("False"))
        .filter(c -> c.getType().equals("Accepted") || OF_THE_CLAIM.contains(c.getReason()))
        .findFirst()
        .map(Condition::getMessage)
        .map(message -> "; " + message)
        .orElse("");
  }

  /// Whether the weights are there.
  public boolean holds() {
    return reason == DOWNLOADED;
  }

  /// Whether somebody has to do something about it.
  boolean isTrouble() {
    return reason == DOWNLOAD_FAILED || reason == CACHE_MISSING;
  }

  String sentence() {
    return reason.advice().isEmpty() ? said : said + "; " + reason.advice();
  }
}
