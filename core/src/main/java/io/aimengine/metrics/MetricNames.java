package io.aimengine.metrics;

import java.util.Map;
import java.util.Optional;

/// The engine's own names of what we ask for. A catalog gives them by the keys below; vLLM's are
/// tried when those are not there, since the embedded engine and others answer with them.
record MetricNames(Map<String, String> own) {
  static final String RUNNING = "running";
  static final String WAITING = "waiting";
  static final String KV_USE = "kv_use";
  static final String TTFT = "ttft";
  static final String ITL = "itl";
  static final String PROMPT_TOKENS = "prompt_tokens";
  static final String GENERATION_TOKENS = "generation_tokens";
  static final String REQUESTS = "requests";

  /// HTTP answers by their status.
  static final String ANSWERS = "answers";

  private static final Map<String, String> VLLM =
      Map.of(
          RUNNING, "vllm:num_requests_running",
          WAITING, "vllm:num_requests_waiting",
          KV_USE, "vllm:kv_cache_usage_perc",
          TTFT, "vllm:time_to_first_token_seconds",
          ITL, "vllm:inter_token_latency_seconds",
          PROMPT_TOKENS, "vllm:prompt_tokens_total",
          GENERATION_TOKENS, "vllm:generation_tokens_total",
          REQUESTS, "vllm:request_success_total",
          ANSWERS, "http_requests_total");

  MetricNames {
    own = Map.copyOf(own);
  }

  /// The name under which this scrape has it.
  Optional<String> in(Scrape scrape, String key) {
    return Optional.ofNullable(own.get(key))
        .filter(scrape::has)
        .or(() -> Optional.ofNullable(VLLM.get(key)).filter(scrape::has));
  }
}
