package io.aimengine.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What was worked out for an endpoint the last time, for as long as what it was made from is the
/// same: most events of an endpoint change little of it. Nothing here is needed to be right, so
/// endpoints that nothing has happened to for a while are forgotten.
final class Remembered {
  /// More than change at the same time; what is kept of one is some 100 KiB.
  private static final int ENDPOINTS = 256;

  private final Map<String, List<Result>> byEndpoint =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Result>> eldest) {
          return size() > ENDPOINTS;
        }
      };

  private record Result(Class<?> kind, Object from, Object made) {}

  /// The very same object, whatever it is equal to.
  record Same(Object object) {
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof Same(var another) && another == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  /// The result of this kind that was made from the same for this endpoint, else a new one.
  <T> T once(String endpoint, Class<T> kind, Object from, Supplier<T> make) {
    var known = find(endpoint, kind);
    if (known != null && known.from().equals(from)) {
      return kind.cast(known.made());
    }
    var made = make.get();
    keep(endpoint, new Result(kind, from, made));
    return made;
  }

  /// Another result than the one that was made from this, for as long as it is the same.
  <T> void instead(String endpoint, Class<T> kind, Object from, T made) {
    keep(endpoint, new Result(kind, from, made));
  }

  private synchronized @Nullable Result find(String endpoint, Class<?> kind) {
    return byEndpoint.computeIfAbsent(endpoint, _ -> new ArrayList<>()).stream()
        .filter(result -> result.kind() == kind)
        .findFirst()
        .orElse(null);
  }

  private synchronized void keep(String endpoint, Result result) {
    var results = byEndpoint.computeIfAbsent(endpoint, _ -> new ArrayList<>());
    results.removeIf(old -> old.kind() == result.kind());
    results.add(result);
  }
}
