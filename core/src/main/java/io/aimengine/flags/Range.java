package io.aimengine.flags;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The numbers that make sense for a flag. Parsers take nonsense here and the engine dies minutes
/// later, so the product checks first. `special` values are outside the range and fine.
record Range(double low, boolean lowIncluded, double high, Set<String> special) {
  private static final Range POSITIVE = atLeast(1);
  private static final Range NOT_NEGATIVE = atLeast(0);

  private static final Map<String, Range> RANGES =
      Map.ofEntries(
          // vLLM: CacheConfig wants 0 < x <= 1
          Map.entry("--gpu-memory-utilization", new Range(0, false, 1, Set.of())),
          Map.entry("--mem-fraction-static", new Range(0, false, 1, Set.of())),
          Map.entry("--tensor-parallel-size", POSITIVE),
          Map.entry("--pipeline-parallel-size", POSITIVE),
          Map.entry("--data-parallel-size", POSITIVE),
          Map.entry("--tp-size", POSITIVE),
          Map.entry("--pp-size", POSITIVE),
          Map.entry("--dp-size", POSITIVE),
          Map.entry("--ep-size", POSITIVE),
          Map.entry("--max-model-len", POSITIVE.or("-1", "auto")),
          Map.entry("--context-length", POSITIVE),
          Map.entry("--max-num-seqs", POSITIVE),
          Map.entry("--max-running-requests", POSITIVE),
          Map.entry("--max-num-batched-tokens", POSITIVE),
          Map.entry("--max-prefill-tokens", POSITIVE),
          Map.entry("--max-total-tokens", POSITIVE),
          Map.entry("--chunked-prefill-size", POSITIVE.or("-1")),
          Map.entry("--kv-cache-memory-bytes", POSITIVE),
          Map.entry("--block-size", POSITIVE),
          Map.entry("--page-size", POSITIVE),
          Map.entry("--max-loras", POSITIVE),
          Map.entry("--max-loras-per-batch", POSITIVE),
          Map.entry("--nnodes", POSITIVE),
          Map.entry("--node-rank", NOT_NEGATIVE),
          Map.entry("--cpu-offload-gb", NOT_NEGATIVE),
          Map.entry("--kv-offloading-size", NOT_NEGATIVE),
          Map.entry("--hicache-ratio", NOT_NEGATIVE),
          Map.entry("--hicache-size", NOT_NEGATIVE),
          Map.entry("--schedule-conservativeness", NOT_NEGATIVE),
          Map.entry("--ctx-size", NOT_NEGATIVE),
          Map.entry("--parallel", POSITIVE),
          Map.entry("--threads", POSITIVE.or("-1")),
          Map.entry("--threads-batch", POSITIVE.or("-1")),
          Map.entry("--batch-size", POSITIVE),
          Map.entry("--ubatch-size", POSITIVE));

  static Optional<Range> of(String flag) {
    return Optional.ofNullable(RANGES.get(flag));
  }

  private static Range atLeast(double low) {
    return new Range(low, true, Double.POSITIVE_INFINITY, Set.of());
  }

  private Range or(String... values) {
    return new Range(low, lowIncluded, high, Set.of(values));
  }

  boolean contains(double value) {
    return (lowIncluded ? value >= low : value > low) && value <= high;
  }

  @Override
  public String toString() {
    var from = (lowIncluded ? "at least " : "above ") + number(low);
    var to = Double.isInfinite(high) ? "" : ", at most " + number(high);
    var words = special.stream().sorted().toList();
    return from + to + (words.isEmpty() ? "" : ", or " + String.join(", ", words));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
