package io.aimengine.scale;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// One figure that replicas are counted by, over all replicas that told it. `perReplica` is what a
/// replica is at on average, `target` what it should be at.
record Measure(String words, String unit, double perReplica, double target, int told) {
  /// Kubernetes' tolerance: within a tenth of the target nothing is changed.
  private static final double TOLERANCE = 0.1;

  static Optional<Measure> of(
      String words,
      String unit,
      List<Sample> samples,
      Function<Sample, OptionalDouble> figure,
      OptionalDouble target) {
    var known = samples.stream().map(figure).filter(OptionalDouble::isPresent).toList();
    if (known.isEmpty() || target.isEmpty()) {
      return Optional.empty();
    }
    var sum = known.stream().mapToDouble(OptionalDouble::getAsDouble).sum();
    return Optional.of(
        new Measure(words, unit, sum / known.size(), target.getAsDouble(), known.size()));
  }

  static Measure counted(
      String words, List<Sample> samples, ToDoubleFunction<Sample> figure, double target) {
    var sum = samples.stream().mapToDouble(figure).sum();
    return new Measure(words, "", sum / samples.size(), target, samples.size());
  }

  /// Replicas that would bring the average to its target. Those that told nothing (they start) are
  /// taken as idle when more are wanted and as busy when fewer are.
  int wanted(int current) {
    var ratio = perReplica / target;
    if (Math.abs(ratio - 1) <= TOLERANCE) {
      return current;
    }
    var silent = Math.max(0, current - told);
    var load = ratio > 1 ? perReplica * told : perReplica * told + target * silent;
    var needed = (int) Math.min(1_000_000, Math.ceil(load / target - 1e-9));
    return ratio > 1 ? Math.max(current, needed) : Math.min(current, needed);
  }

  String sentence() {
    return String.format(
        Locale.ROOT, "%s %.2f%s a replica, wanted %.2f%s", words, perReplica, unit, target, unit);
  }
}
