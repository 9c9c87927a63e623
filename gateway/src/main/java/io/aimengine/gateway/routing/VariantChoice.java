package io.aimengine.gateway.routing;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which engine or canary serves a request: by its header, else by weight. The choice is stable for
/// a session or conversation, and a changed weight moves only as many as it must (weighted
/// rendezvous hashing).
final class VariantChoice {
  private VariantChoice() {}

  /// All that may serve it, the one to take first; empty when the header names none of them.
  static List<Variant> order(List<Variant> variants, Optional<String> engine, long home) {
    var named = engine.isPresent();
    var candidates =
        variants.stream()
            .filter(variant -> named ? isCalled(variant, engine.get()) : variant.weight() > 0)
            .toList();
    if (candidates.size() < 2) {
      return candidates;
    }
    return candidates.stream()
        .sorted(
            Comparator.<Variant>comparingDouble(variant -> cost(variant, home))
                .thenComparing(Variant::name))
        .toList();
  }

  private static boolean isCalled(Variant variant, String engine) {
    return variant.engine().equalsIgnoreCase(engine) || variant.name().equals(engine);
  }

  /// An exponential draw with the weight as its rate: the least of them is the variant's with a
  /// chance in proportion to its weight.
  private static double cost(Variant variant, long home) {
    var draw = Hash64.unit(Hash64.of(home, Hash64.of(variant.name())));
    return -Math.log(draw) / Math.max(variant.weight(), 1e-9);
  }

  /// Whether a request is among the copied ones.
  static boolean isMirrored(Mirror mirror, long home) {
    var share = Hash64.unit(Hash64.of(home, Hash64.of("mirror " + mirror.variant())));
    return share * 100 <= mirror.percent();
  }
}
