package io.aimengine.scale;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Decides the number of replicas from what the engines report. The measure that asks for most
/// wins; growth follows once it was wanted for a whole delay, shrinking once nothing more was. At
/// most a doubling at once, since a new replica must load before it tells anything.
public final class Scaler {
  private Scaler() {}

  /// `current` is what is wanted now, `room` how many further replicas find free GPUs, `samples`
  /// those of the replicas that answer.
  public static Decision decide(
      Policy policy, int current, int room, List<Sample> samples, History before, Instant now) {
    var wish = wish(policy, current, samples, now);
    var idle = samples.stream().allMatch(Sample::idle);
    var longest =
        policy.upDelay().compareTo(policy.downDelay()) > 0 ? policy.upDelay() : policy.downDelay();
    var history = before.with(wish, idle, longest);
    if (current == 0) {
      return new Decision(
          0, "asleep: the gateway wakes it with a request", Optional.empty(), history);
    }
    if (policy.min() == 0
        && !samples.isEmpty()
        && !history.busy().isAfter(now.minus(policy.idle()))) {
      var why = "no request for " + policy.idle().toSeconds() + " s";
      return new Decision(0, why, Optional.empty(), history);
    }
    return bounded(policy, current, room, settled(policy, current, history, now), history);
  }

  /// What the figures of now ask for.
  private static Wish wish(Policy policy, int current, List<Sample> samples, Instant now) {
    if (samples.isEmpty()) {
      return new Wish(now, current, "no replica tells anything");
    }
    return measures(policy, samples).stream()
        .map(measure -> new Wish(now, measure.wanted(current), measure.sentence()))
        .max(Comparator.comparingInt(Wish::replicas))
        .orElseThrow();
  }

  private static List<Measure> measures(Policy policy, List<Sample> samples) {
    var all = new ArrayList<Measure>();
    all.add(Measure.counted("waiting", samples, Sample::waiting, policy.waiting()));
    var shares = OptionalDouble.of(policy.kvUse());
    Measure.of("KV cache use", "", samples, Sample::kvUse, shares).ifPresent(all::add);
    Measure.of("TTFT", " s", samples, Sample::ttftSeconds, policy.ttftSeconds())
        .ifPresent(all::add);
    Measure.of("CPU use", "", samples, Sample::cpu, policy.cpu()).ifPresent(all::add);
    Measure.of("memory use", "", samples, Sample::memory, policy.memory()).ifPresent(all::add);
    Measure.of("GPU use", "", samples, Sample::gpu, policy.gpu()).ifPresent(all::add);
    return all;
  }

  /// A wish that held for its whole delay, else what is.
  private static Wish settled(Policy policy, int current, History history, Instant now) {
    var grown = history.least(now, policy.upDelay()).filter(w -> w.replicas() > current);
    var shrunk = history.most(now, policy.downDelay()).filter(w -> w.replicas() < current);
    return grown.or(() -> shrunk).orElse(new Wish(now, current, "as it is"));
  }

  private static Decision bounded(
      Policy policy, int current, int room, Wish wish, History history) {
    var least = Math.max(1, policy.min());
    var inside = Math.clamp(wish.replicas(), least, Math.max(least, policy.max()));
    var step = Math.min(inside, Math.max(2 * current, current + 1));
    var fits = step > current ? Math.min(step, current + Math.max(0, room)) : step;
    return new Decision(fits, wish.why(), refused(policy, wish, step, fits), history);
  }

  private static Optional<String> refused(Policy policy, Wish wish, int step, int fits) {
    if (fits < step) {
      return Optional.of(step + " wanted, GPUs are free for " + fits);
    }
    if (wish.replicas() > policy.max()) {
      return Optional.of(wish.replicas() + " wanted, maxReplicas is " + policy.max());
    }
    return Optional.empty();
  }
}
