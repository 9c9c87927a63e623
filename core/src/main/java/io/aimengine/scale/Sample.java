package io.aimengine.scale;

import java.util.OptionalDouble;

/// What one replica's engine reports: requests that run and wait, the used share of its KV cache (0
/// to 1), and the 95th percentile of the time to the first token over the last minute in seconds,
/// if there was one. Shares of CPU, memory and GPU use (0 to 1) come from whoever measures them.
public record Sample(
    double running,
    double waiting,
    OptionalDouble kvUse,
    OptionalDouble ttftSeconds,
    OptionalDouble cpu,
    OptionalDouble memory,
    OptionalDouble gpu) {

  /// An engine's own figures.
  public static Sample of(double running, double waiting, double kvUse) {
    return new Sample(
        running,
        waiting,
        OptionalDouble.of(kvUse),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  public Sample ttft(double seconds) {
    return new Sample(running, waiting, kvUse, OptionalDouble.of(seconds), cpu, memory, gpu);
  }

  boolean idle() {
    return running == 0 && waiting == 0;
  }
}
