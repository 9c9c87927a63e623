package io.aimengine.benchmarks.routing;

/// An engine in numbers: a request's first token comes `base` + `perToken` x uncached prompt tokens
/// after its prefill began, prefills one after the other; each further token takes `decode`;
/// `slots` requests run at once, the others wait; the prefix cache holds `cacheTokens`. Times in
/// seconds.
record EngineModel(double base, double perToken, double decode, int slots, int cacheTokens) {
  /// About a 70B model on one MI300X: 10,000 prompt tokens and 50 tokens a stream a second.
  static final EngineModel LARGE = new EngineModel(0.02, 0.0001, 0.02, 64, 200_000);
}
