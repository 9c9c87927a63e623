package io.aimengine.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/// Reads `replicas`, `scaling` and `autoScaling`, which is the same with longer names.
final class ScalingReader {
  private static final int MOST_REPLICAS = 10_000;
  private static final String MIN = "minReplicas";
  private static final String MAX = "maxReplicas";

  private final Section spec;
  private final List<Section> sections;

  ScalingReader(Section spec) {
    this.spec = spec;
    this.sections = List.of(spec.section("scaling"), spec.section("autoScaling"));
  }

  /// How many replicas to begin with: `replicas`, but not below the least that scaling allows (an
  /// API server writes 1 where nothing was written); 0 stays 0. Else that least, else 1.
  int replicas() {
    var least = count(MIN, 0);
    return spec.integer("replicas", 0, MOST_REPLICAS)
        .map(asked -> asked == 0 ? 0 : Math.max(asked, least.orElse(0)))
        .or(() -> least)
        .orElse(1);
  }

  Scaling read(int replicas) {
    if (sections.stream().allMatch(Section::isEmpty)) {
      return Scaling.fixed(replicas);
    }
    var min = count(MIN, 0).orElse(1);
    var asked = count(MAX, 1);
    var max = asked.orElse(Math.max(min, replicas));
    var enabled =
        first("whether to scale", "enabled", Section::bool).orElse(asked.isPresent() && max > min);
    check(replicas, min, max, enabled, asked);
    return new Scaling(
        enabled,
        min,
        max,
        target("targetCPUUtilization"),
        target("targetMemoryUtilization"),
        target("targetGPUUtilization"),
        first("scale-up delay", "scaleUpDelay", Section::duration),
        first("scale-down delay", "scaleDownDelay", Section::duration));
  }

  private void check(int replicas, int min, int max, boolean enabled, Optional<Integer> asked) {
    var findings = spec.findings();
    var section = sections.stream().filter(s -> s.has(MAX)).findFirst().orElse(sections.getFirst());
    if (min > max) {
      findings.error(
          "spec.min-above-max",
          section.path(MIN),
          section.mark(MIN),
          "minReplicas %d is above maxReplicas %d".formatted(min, max),
          "");
    } else if (enabled && asked.isEmpty()) {
      var where = sections.stream().filter(s -> !s.isEmpty()).findFirst().orElse(section);
      findings.error(
          "spec.missing",
          where.path(MAX),
          where.mark(),
          "scaling is enabled without maxReplicas",
          "write how many replicas there may be at most");
    } else if (enabled && replicas > max) {
      findings.warning(
          "spec.replicas-outside",
          spec.path("replicas"),
          spec.mark("replicas"),
          "replicas %d is above maxReplicas %d: scaling will change it".formatted(replicas, max),
          "");
    }
  }

  private Optional<Integer> count(String key, int least) {
    return first(key, key, (s, k) -> s.integer(k, least, MOST_REPLICAS));
  }

  private OptionalInt target(String key) {
    var places = new Places<Integer>(key);
    for (var section : sections) {
      places.add(section, key, section.percent(key));
      places.add(section, key + "Percentage", section.percent(key + "Percentage"));
    }
    return places.agreed(spec.findings()).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private <T> Optional<T> first(
      String what, String key, BiFunction<Section, String, Optional<T>> read) {
    var places = new Places<T>(what);
    sections.forEach(s -> places.add(s, key, read.apply(s, key)));
    return places.agreed(spec.findings());
  }
}
