package io.aimengine.metrics;

import io.aimengine.metrics.Scrape.Sample;
import java.util.Map;
import java.util.Optional;

/// What an engine has answered in its life: requests, how many of them it failed, and the seconds
/// to the first token. What clients did wrong (4xx) counts as neither.
public record Traffic(double answered, double failed, Histogram firstToken) {

  /// No request.
  public static Traffic none() {
    return new Traffic(0, 0, Histogram.empty());
  }

  /// From a metrics page; `names` as for `LiveReading`, and `answers` for HTTP answers by status.
  /// Empty when the page is no engine's.
  public static Optional<Traffic> of(Map<String, String> names, String page) {
    var scrape = Scrape.of(page);
    var known = new MetricNames(names);
    var requests = known.in(scrape, MetricNames.REQUESTS);
    var answers = known.in(scrape, MetricNames.ANSWERS);
    if (requests.isEmpty() && answers.isEmpty()) {
      return Optional.empty();
    }
    var ended = requests.flatMap(scrape::sum).orElse(0.0);
    var broken = requests.map(name -> scrape.sum(name, Traffic::broken)).orElse(0.0);
    var good = answers.map(name -> scrape.sum(name, sample -> status(sample, '2'))).orElse(0.0);
    var bad = answers.map(name -> scrape.sum(name, sample -> status(sample, '5'))).orElse(0.0);
    var failed = Math.max(broken, bad);
    return Optional.of(
        new Traffic(
            Math.max(failed, answers.isPresent() ? good + bad : ended),
            failed,
            known
                .in(scrape, MetricNames.TTFT)
                .flatMap(scrape::histogram)
                .orElseGet(Histogram::empty)));
  }

  /// What came since an earlier look; everything, when the engine was restarted in between.
  public Traffic since(Traffic earlier) {
    return earlier.answered > answered || earlier.failed > failed
        ? this
        : new Traffic(
            answered - earlier.answered,
            failed - earlier.failed,
            firstToken.since(earlier.firstToken));
  }

  public Traffic plus(Traffic other) {
    return new Traffic(
        answered + other.answered, failed + other.failed, firstToken.plus(other.firstToken));
  }

  /// The share of failed requests, from 0 to 1.
  public double failureRate() {
    return answered <= 0 ? 0 : failed / answered;
  }

  /// vLLM says how a request ended; an abort is the client's.
  private static boolean broken(Sample sample) {
    return "error".equals(sample.labels().get("finished_reason"));
  }

  /// vLLM has `status="5xx"`, SGLang `status_code="500"`. Only a POST asks a model.
  private static boolean status(Sample sample, char first) {
    var labels = sample.labels();
    var status = labels.getOrDefault("status", labels.getOrDefault("status_code", ""));
    return labels.getOrDefault("method", "POST").equals("POST")
        && !status.isEmpty()
        && status.charAt(0) == first;
  }
}
