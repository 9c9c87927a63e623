package io.aimengine.canary;

import io.aimengine.canary.Verdict.Choice;
import io.aimengine.metrics.Histogram;
import io.aimengine.metrics.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Judges a canary. What is clearly worse goes back at once; the rest is decided when its time is
/// over: as good goes on, worse goes back, and too few requests go on only with a canary that was
/// well all the time.
public final class Judge {
  /// Two-sided 95 % of the normal distribution.
  private static final double Z = 1.96;

  /// The 95th percentile of fewer than five times the least requests is one request or two.
  private static final int TAIL = 5;

  /// Seconds. Nobody notices less, and buckets are no finer.
  private static final double UNNOTICED = 0.05;

  private Judge() {}

  public static Verdict judge(Policy policy, Trial trial) {
    if (trial.restarts() > 0) {
      var times = trial.restarts() == 1 ? "once" : trial.restarts() + " times";
      return new Verdict(Choice.ROLL_BACK, "its engine ended " + times + " while it was tried");
    }
    var over = !trial.now().isBefore(trial.since().plus(policy.duration()));
    var worse = over ? worse(policy, trial) : clearlyWorse(policy, trial);
    if (worse.isPresent()) {
      return new Verdict(Choice.ROLL_BACK, worse.get());
    }
    if (!over) {
      return new Verdict(Choice.WAIT, "so far " + figures(trial));
    }
    if (trial.ready() < trial.wanted()) {
      return new Verdict(
          Choice.WAIT,
          "its time is over, but only %d of its %d replicas are ready: decided when all are"
              .formatted(trial.ready(), trial.wanted()));
    }
    return enough(policy, trial.canary())
        ? new Verdict(Choice.PROMOTE, "as good as the last release: " + figures(trial))
        : new Verdict(
            Choice.PROMOTE,
            "too few requests to compare (%s of at least %d), but it stayed healthy: %s"
                .formatted(count(trial.canary().answered()), policy.minRequests(), figures(trial)));
  }

  private static boolean enough(Policy policy, Traffic traffic) {
    return traffic.answered() >= policy.minRequests();
  }

  /// By the figures as they are.
  private static Optional<String> worse(Policy policy, Trial trial) {
    var rate = trial.canary().failureRate();
    if (enough(policy, trial.canary()) && rate > tolerated(policy, trial)) {
      return Optional.of(failing(policy, trial));
    }
    return slower(policy, trial).stream().findFirst();
  }

  /// Only what chance does not explain: the least that the failure rate may be (Wilson's interval)
  /// is too much, or both the median and the tail of the first token are too late.
  private static Optional<String> clearlyWorse(Policy policy, Trial trial) {
    if (enough(policy, trial.canary()) && leastRate(trial.canary()) > tolerated(policy, trial)) {
      return Optional.of(failing(policy, trial));
    }
    var slower = slower(policy, trial);
    return slower.size() == 2 ? Optional.of(String.join("; ", slower)) : Optional.empty();
  }

  private static double tolerated(Policy policy, Trial trial) {
    return Math.max(policy.maxErrorRate(), trial.stable().failureRate());
  }

  private static String failing(Policy policy, Trial trial) {
    return "it failed %s of %s requests (%s), the last release %s; at most %s may fail"
        .formatted(
            count(trial.canary().failed()),
            count(trial.canary().answered()),
            share(trial.canary().failureRate()),
            share(trial.stable().failureRate()),
            share(policy.maxErrorRate()));
  }

  /// The lower end of Wilson's score interval.
  static double leastRate(Traffic traffic) {
    var n = traffic.answered();
    if (n <= 0) {
      return 0;
    }
    var p = Math.min(1, traffic.failureRate());
    var middle = p + Z * Z / (2 * n);
    var half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    return Math.max(0, (middle - half) / (1 + Z * Z / n));
  }

  private static List<String> slower(Policy policy, Trial trial) {
    var found = new ArrayList<String>();
    late(policy, trial, "p50", 0.5, policy.minRequests()).ifPresent(found::add);
    late(policy, trial, "p95", 0.95, TAIL * policy.minRequests()).ifPresent(found::add);
    return found;
  }

  private static Optional<String> late(
      Policy policy, Trial trial, String name, double quantile, int least) {
    var canary = trial.canary().firstToken();
    var stable = trial.stable().firstToken();
    if (canary.count() < least || stable.count() < least) {
      return Optional.empty();
    }
    var ours = canary.quantile(quantile).orElse(0.0);
    var theirs = stable.quantile(quantile).orElse(0.0);
    return ours > theirs * policy.maxRatio() && ours - theirs > UNNOTICED
        ? Optional.of(
            "TTFT %s %s, the last release's %s; at most %s times as long is allowed"
                .formatted(name, seconds(ours), seconds(theirs), number(policy.maxRatio())))
        : Optional.empty();
  }

  private static String figures(Trial trial) {
    return "%s requests, %s failed, TTFT p50 %s, p95 %s; the last release %s, %s, %s, %s"
        .formatted(
            count(trial.canary().answered()),
            share(trial.canary().failureRate()),
            quantile(trial.canary().firstToken(), 0.5),
            quantile(trial.canary().firstToken(), 0.95),
            count(trial.stable().answered()),
            share(trial.stable().failureRate()),
            quantile(trial.stable().firstToken(), 0.5),
            quantile(trial.stable().firstToken(), 0.95));
  }

  private static String quantile(Histogram times, double quantile) {
    return times.quantile(quantile).map(Judge::seconds).orElse("unknown");
  }

  private static String count(double requests) {
    return String.valueOf(Math.round(requests));
  }

  private static String share(double rate) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * rate);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "");
  }
}
