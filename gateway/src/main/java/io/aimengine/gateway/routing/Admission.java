package io.aimengine.gateway.routing;

import java.time.Duration;

/// What becomes of a request, decided before any byte of an answer.
public sealed interface Admission {
  /// Send it now.
  record Sent(Dispatch dispatch) implements Admission {}

  /// It waits for a replica or a free place; the `Waiter` that came with it is told once.
  record Held(Hold hold) implements Admission {}

  /// Not served. `retryAfter` is the forecast of when asking again is worth it; zero where it never
  /// is.
  record Refused(Reason reason, String message, Duration retryAfter) implements Admission {}

  /// Why a request is not served, and the HTTP status to say so with.
  enum Reason {
    MODEL_NOT_FOUND(404, "model_not_found"),
    ENGINE_NOT_FOUND(400, "engine_not_found"),
    /// The replica that holds what the request continues is gone.
    REPLICA_GONE(404, "response_not_found"),
    NO_REPLICA(503, "no_replica"),
    QUEUE_FULL(503, "queue_full"),
    /// The start takes longer than a request may wait.
    TOO_LONG(503, "starting"),
    /// It waited as long as it may.
    WAITED_OUT(503, "starting");

    private final int status;
    private final String code;

    Reason(int status, String code) {
      this.status = status;
      this.code = code;
    }

    public int status() {
      return status;
    }

    public String code() {
      return code;
    }
  }
}
