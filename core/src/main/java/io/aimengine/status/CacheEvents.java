package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.api.v1alpha1.AIMCacheStatus.CachedModel;
import io.aimengine.status.StatusEvents.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What changed between two statuses of an AIMCache, as events: a model that is there, one that
/// cannot be had, and why.
public final class CacheEvents {
  private CacheEvents() {}

  public static List<Event> between(Optional<AIMCacheStatus> before, AIMCacheStatus after) {
    var events = new ArrayList<Event>();
    for (var now : rows(Optional.of(after))) {
      var then = rows(before).stream().filter(row -> Objects.equals(row.id(), now.id())).findAny();
      if (then.filter(row -> same(row, now)).isEmpty()) {
        event(now).ifPresent(events::add);
      }
    }
    return List.copyOf(events);
  }

  private static List<CachedModel> rows(Optional<AIMCacheStatus> status) {
    return status.map(AIMCacheStatus::cachedModels).orElse(List.of());
  }

  private static boolean same(CachedModel then, CachedModel now) {
    return Objects.equals(then.status(), now.status())
        && Objects.equals(then.reason(), now.reason());
  }

  private static Optional<Event> event(CachedModel row) {
    if (row.reason() != null) {
      return Optional.of(new Event(true, row.reason(), row.id() + ": " + row.message()));
    }
    return Downloads.CACHED.equals(row.status())
        ? Optional.of(
            new Event(
                false,
                Downloads.CACHED,
                row.id() + " is there" + (row.size() == null ? "" : ", " + row.size())))
        : Optional.empty();
  }
}
