package io.aimengine.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The samples of one look at an engine's `/metrics`, by name. An engine with several schedulers
/// gives each its own series; those are added up.
final class Scrape {
  private final Map<String, List<Sample>> series = new LinkedHashMap<>();

  /// One line of the text.
  record Sample(String name, Map<String, String> labels, double value) {}

  /// Reads Prometheus text; a line that cannot be read is left out.
  static Scrape of(String text) {
    var scrape = new Scrape();
    text.lines()
        .flatMap(line -> SampleReader.read(line).stream())
        .forEach(sample -> scrape.samples(sample.name()).add(sample));
    return scrape;
  }

  private List<Sample> samples(String name) {
    return series.computeIfAbsent(name, any -> new ArrayList<>());
  }

  boolean has(String name) {
    return series.containsKey(name) || series.containsKey(name + "_count");
  }

  Optional<Double> sum(String name) {
    return Optional.ofNullable(series.get(name))
        .map(found -> found.stream().mapToDouble(Sample::value).filter(Double::isFinite).sum());
  }

  /// Of those samples only that a test takes.
  double sum(String name, Predicate<Sample> taken) {
    return series.getOrDefault(name, List.of()).stream()
        .filter(taken)
        .mapToDouble(Sample::value)
        .filter(Double::isFinite)
        .sum();
  }

  /// For shares of something: of several the fullest one counts.
  Optional<Double> max(String name) {
    return Optional.ofNullable(series.get(name))
        .map(found -> found.stream().mapToDouble(Sample::value).max().orElse(0));
  }

  Optional<Histogram> histogram(String name) {
    var count = sum(name + "_count");
    var sum = sum(name + "_sum");
    return count.isEmpty() || sum.isEmpty()
        ? Optional.empty()
        : Optional.of(new Histogram(count.get(), sum.get(), buckets(name)));
  }

  private NavigableMap<Double, Double> buckets(String name) {
    var buckets = new TreeMap<Double, Double>();
    for (var sample : series.getOrDefault(name + "_bucket", List.of())) {
      SampleReader.number(sample.labels().getOrDefault("le", ""))
          .ifPresent(bound -> buckets.merge(bound, sample.value(), Double::sum));
    }
    return buckets;
  }
}
