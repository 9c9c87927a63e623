package io.aimengine.gateway.keys;

import io.aimengine.gateway.keys.Verdict.Allowed;
import io.aimengine.gateway.keys.Verdict.Cause;
import io.aimengine.gateway.keys.Verdict.Denied;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one key has used of its allowance at this gateway. One of `gateways` equal ones: each lets
/// through its share of every rate, and of what was left of a budget when the gateways last told
/// each other what was used.
final class KeyMeter {
  private Allowance allowance;
  private int gateways;
  private @Nullable TokenBucket requests;
  private @Nullable TokenBucket tokens;
  private LocalDate period = LocalDate.EPOCH;
  private long usedByAll;
  private long usedSince;
  private long reserved;

  KeyMeter(Allowance allowance, int gateways, long now) {
    this.allowance = allowance;
    this.gateways = gateways;
    buckets(now);
  }

  /// The key was changed, or the number of gateways; what was used stays used.
  synchronized void change(Allowance to, int among, long now) {
    if (!to.equals(allowance) || among != gateways) {
      allowance = to;
      gateways = among;
      buckets(now);
    }
  }

  private void buckets(long now) {
    requests = bucket(requests, allowance.requestsPerMinute().orElse(0), now);
    tokens = bucket(tokens, allowance.tokensPerMinute().orElse(0), now);
  }

  private @Nullable TokenBucket bucket(@Nullable TokenBucket before, long limit, long now) {
    if (limit == 0) {
      return null;
    }
    var share = Math.ceilDiv(limit, gateways);
    if (before == null) {
      return new TokenBucket(share, now);
    }
    before.rate(share, now);
    return before;
  }

  synchronized Verdict ask(long estimate, long now, Instant wall) {
    var wait = requests == null ? Duration.ZERO : requests.wait(1, now);
    if (!wait.isZero()) {
      return rate(Cause.REQUEST_RATE, "requests", allowance.requestsPerMinute().orElse(0), wait);
    }
    wait = tokens == null ? Duration.ZERO : tokens.wait(estimate, now);
    if (!wait.isZero()) {
      return rate(Cause.TOKEN_RATE, "tokens", allowance.tokensPerMinute().orElse(0), wait);
    }
    var spent = budget(estimate, wall);
    return spent.isPresent() ? spent.get() : new Allowed(reserve(estimate, now));
  }

  private static Denied rate(Cause cause, String what, long limit, Duration wait) {
    return new Denied(cause, "more than " + limit + " " + what + " per minute", wait);
  }

  private Optional<Verdict> budget(long estimate, Instant wall) {
    if (allowance.budget().isEmpty()) {
      return Optional.empty();
    }
    var budget = allowance.budget().get();
    var day = LocalDate.ofInstant(wall, ZoneOffset.UTC);
    begin(budget.period().start(day));
    var share = Math.max(0, budget.tokens() - usedByAll) / gateways;
    if (usedSince + reserved + estimate <= share) {
      return Optional.empty();
    }
    var next = budget.period().end(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    return Optional.of(
        new Denied(
            Cause.BUDGET,
            "the budget of "
                + budget.tokens()
                + " tokens a "
                + budget.period().name().toLowerCase(java.util.Locale.ROOT)
                + " is used up",
            Duration.between(wall, next)));
  }

  private void begin(LocalDate start) {
    if (!start.equals(period)) {
      period = start;
      usedByAll = 0;
      usedSince = 0;
    }
  }

  /// What all gateways together have used since the period began, this one's own included.
  synchronized void exchanged(LocalDate start, long used) {
    begin(start);
    usedByAll = used;
    usedSince = 0;
  }

  private Reservation reserve(long estimate, long now) {
    if (requests != null) {
      requests.take(1, now);
    }
    if (tokens != null) {
      tokens.take(estimate, now);
    }
    reserved += estimate;
    return new Reserved(estimate, period);
  }

  /// A reservation at this meter.
  private final class Reserved implements Reservation {
    private final long estimate;
    private final LocalDate from;
    private boolean open = true;

    private Reserved(long estimate, LocalDate from) {
      this.estimate = estimate;
      this.from = from;
    }

    @Override
    public void settle(long used, long now) {
      synchronized (KeyMeter.this) {
        if (!open) {
          return;
        }
        open = false;
        reserved -= estimate;
        // a request over midnight counts where it began
        usedSince += from.equals(period) ? used : 0;
        if (tokens != null) {
          tokens.take(used - estimate, now);
        }
      }
    }
  }
}
