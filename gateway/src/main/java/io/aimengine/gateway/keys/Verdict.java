package io.aimengine.gateway.keys;

import java.time.Duration;

/// Whether a key may make a request.
public sealed interface Verdict {
  /// It may; the reservation must be settled once the request is over.
  record Allowed(Reservation reservation) implements Verdict {}

  /// It may not. `retryAfter` says when it may; zero where waiting does not help.
  record Denied(Cause cause, String message, Duration retryAfter) implements Verdict {}

  /// Why not, with the HTTP status and code to say so.
  enum Cause {
    MODEL_NOT_ALLOWED(403, "model_not_allowed"),
    REQUEST_RATE(429, "rate_limit_exceeded"),
    TOKEN_RATE(429, "rate_limit_exceeded"),
    BUDGET(429, "insufficient_quota");

    private final int status;
    private final String code;

    Cause(int status, String code) {
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
