package io.aimengine.gateway;

import io.aimengine.gateway.keys.ApiKey;
import io.aimengine.gateway.keys.ApiKeys;
import io.aimengine.gateway.keys.Gatekeeper;
import io.aimengine.gateway.keys.Verdict;
import io.aimengine.gateway.usage.Usage;
import io.aimengine.gateway.usage.UsageLedger;
import io.aimengine.gateway.wire.TokenUsage;
import io.aimengine.openai.ApiError;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// Who may ask, and the book in which what they use is written. Nobody is asked for a key while
/// there is none.
public record Access(Gatekeeper gate, UsageLedger ledger, Clock clock, Sharing sharing) {

  /// Whether other gateways may read what was used here.
  public enum Sharing {
    ALONE,
    WITH_OTHERS
  }

  /// Everybody, with a book that nobody reads.
  public static Access open(Clock clock) {
    return new Access(new Gatekeeper(ApiKeys.NONE), new UsageLedger("local"), clock, Sharing.ALONE);
  }

  boolean wantsKeys() {
    return !gate.keys().isEmpty();
  }

  /// The key of a request; from `Authorization: Bearer` or `x-api-key`.
  Optional<ApiKey> identify(HttpServerRequest request) {
    var bearer = request.getHeader("authorization");
    var header = bearer == null ? request.getHeader("x-api-key") : bearer;
    return header == null ? Optional.empty() : gate.identify(header, clock.instant());
  }

  static ApiError noKey() {
    return new ApiError(
        401,
        "invalid_request_error",
        "invalid_api_key",
        "",
        "No API key was sent, or it is not a valid one.");
  }

  Verdict ask(ApiKey key, String model, long estimate) {
    return gate.ask(key, model, estimate, System.nanoTime(), clock.instant());
  }

  void used(Optional<ApiKey> key, String model, TokenUsage tokens) {
    ledger.add(
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
        key.map(ApiKey::id).orElse(""),
        model,
        Usage.request(tokens.prompt(), tokens.cached(), tokens.completion()));
  }
}
