package io.aimengine.metrics;

import java.util.Optional;

/// Two looks at the same engine, some seconds apart, and what they say together.
record Comparison(MetricNames names, Scrape before, Scrape now, double seconds) {

  LiveReading reading() {
    var ttft = histogram(now, MetricNames.TTFT);
    return new LiveReading(
        ttft.flatMap(Latency::of),
        recent(MetricNames.TTFT).flatMap(Latency::of),
        histogram(now, MetricNames.ITL).flatMap(Latency::of),
        rate(MetricNames.GENERATION_TOKENS),
        rate(MetricNames.PROMPT_TOKENS),
        sum(now, MetricNames.RUNNING),
        sum(now, MetricNames.WAITING),
        names.in(now, MetricNames.KV_USE).flatMap(now::max),
        sum(now, MetricNames.PROMPT_TOKENS),
        sum(now, MetricNames.GENERATION_TOKENS),
        sum(now, MetricNames.REQUESTS));
  }

  private Optional<Double> sum(Scrape scrape, String key) {
    return names.in(scrape, key).flatMap(scrape::sum);
  }

  private Optional<Histogram> histogram(Scrape scrape, String key) {
    return names.in(scrape, key).flatMap(scrape::histogram);
  }

  private Optional<Histogram> recent(String key) {
    return histogram(now, key)
        .flatMap(after -> histogram(before, key).map(earlier -> after.since(earlier)));
  }

  // a counter that fell began anew: the engine was restarted
  private Optional<Double> rate(String key) {
    return sum(now, key)
        .flatMap(after -> sum(before, key).map(first -> first > after ? after : after - first))
        .filter(any -> seconds > 0)
        .map(added -> added / seconds);
  }
}
