package io.aimengine.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Which replica made which stored response, for the latest of them: only that one can continue,
/// return or cancel it.
final class ResponseHomes {
  private static final int MOST = 100_000;

  private final Map<String, String> replicas =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  synchronized void made(String response, String replica) {
    replicas.put(response, replica);
  }

  synchronized Optional<String> replica(String response) {
    return Optional.ofNullable(replicas.get(response));
  }
}
