package io.aimengine.gateway.keys;

import io.aimengine.gateway.keys.Verdict.Cause;
import io.aimengine.gateway.keys.Verdict.Denied;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Lets requests through by their keys. Any thread may call it; nothing blocks for I/O. `now` is a
/// monotonic clock in nanoseconds, `wall` the time of day.
///
/// With G gateways that agree on G, the requests of a key in any m minutes are at most (m + 1) x
/// (limit + G - 1) over all of them. Where each tells the others at least every T what was used, a
/// budget is overdrawn at most by what the key used in the T before it ran out, whatever G is, and
/// by what requests use beyond their estimates.
public final class Gatekeeper {
  private final Map<String, KeyMeter> meters = new ConcurrentHashMap<>();
  private volatile ApiKeys keys;
  private volatile int gateways = 1;

  public Gatekeeper(ApiKeys keys) {
    this.keys = keys;
  }

  /// Other keys, at once; what was used of those that stay is kept.
  public void update(ApiKeys now, long time) {
    keys = now;
    meters.keySet().removeIf(id -> now.key(id).isEmpty());
    now.all()
        .forEach(key -> {
          var meter = meters.get(key.id());
          if (meter != null) {
            meter.change(key.allowance(), gateways, time);
          }
        });
  }

  /// How many gateways share the keys' allowances.
  public void gateways(int count, long time) {
    gateways = Math.max(1, count);
    update(keys, time);
  }

  public ApiKeys keys() {
    return keys;
  }

  /// The key that an `Authorization: Bearer` header (or Anthropic's `x-api-key`) carries.
  public Optional<ApiKey> identify(String header, Instant wall) {
    var bearer = header.regionMatches(true, 0, "Bearer ", 0, 7);
    return keys.find(bearer ? header.substring(7).strip() : header.strip(), wall);
  }

  /// `estimate` is an upper bound, as good as is known, of the tokens that the request will use.
  public Verdict ask(ApiKey key, String model, long estimate, long now, Instant wall) {
    if (!key.allows(model)) {
      return new Denied(
          Cause.MODEL_NOT_ALLOWED, "the key may not use `" + model + "`", Duration.ZERO);
    }
    return meter(key, now).ask(estimate, now, wall);
  }

  private KeyMeter meter(ApiKey key, long now) {
    var known = meters.get(key.id());
    return known != null
        ? known
        : meters.computeIfAbsent(key.id(), any -> new KeyMeter(key.allowance(), gateways, now));
  }

  /// What all gateways have used of a key's budget so far, after a start or an exchange. Only what
  /// was settled before the figures were read may be in them.
  public void exchanged(String key, long used, long now, Instant wall) {
    keys.key(key)
        .filter(found -> found.allowance().budget().isPresent())
        .ifPresent(found -> {
          var day = LocalDate.ofInstant(wall, ZoneOffset.UTC);
          var start = found.allowance().budget().orElseThrow().period().start(day);
          meter(found, now).exchanged(start, used);
        });
  }
}
