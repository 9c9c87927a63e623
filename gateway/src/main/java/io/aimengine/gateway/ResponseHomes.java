package io.aimengine.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Which replica made which stored response, for the latest of them: only that one can continue,
/// return or cancel it.
final class ResponseHomes {
  private static final int MOST = 100_000;

  /// The model as the client named it, and the replica that answered.
  record Home(String model, String replica) {}

  private final Map<String, Home> homes =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Home> eldest) {
          return size() > MOST;
        }
      };

  synchronized void made(String response, Home home) {
    homes.put(response, home);
  }

  synchronized Optional<Home> of(String response) {
    return Optional.ofNullable(homes.get(response));
  }
}
