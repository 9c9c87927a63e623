package io.aimengine.gateway.usage;

/// What was used: requests, and the tokens that engines counted in their `usage`. `cachedTokens`
/// are those of the prompt that came from a prefix cache.
public record Usage(long requests, long promptTokens, long cachedTokens, long completionTokens) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  public static Usage request(long promptTokens, long cachedTokens, long completionTokens) {
    return new Usage(1, promptTokens, cachedTokens, completionTokens);
  }

  public long tokens() {
    return promptTokens + completionTokens;
  }

  public Usage plus(Usage other) {
    return new Usage(
        requests + other.requests,
        promptTokens + other.promptTokens,
        cachedTokens + other.cachedTokens,
        completionTokens + other.completionTokens);
  }

  /// Of two readings of the same counters, the later one, whichever way they are given.
  Usage max(Usage other) {
    return new Usage(
        Math.max(requests, other.requests),
        Math.max(promptTokens, other.promptTokens),
        Math.max(cachedTokens, other.cachedTokens),
        Math.max(completionTokens, other.completionTokens));
  }
}
