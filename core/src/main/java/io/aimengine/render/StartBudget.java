package io.aimengine.render;

import java.time.Duration;
import java.util.Locale;

/// How long a start may take before it counts as failed: the weights over the stated rates, twice,
/// and what the engine needs besides (profiling, compilation, graph capture).
record StartBudget(Duration download, Duration load, Duration engine) {
  private static final Duration SMALLEST = Duration.ofMinutes(1);
  private static final int MARGIN = 2;
  private static final double GIB = 1 << 30;

  static StartBudget of(Rendering rendering) {
    var gib = weightsGib(rendering);
    var cluster = rendering.cluster();
    return new StartBudget(
        atLeast(gib / cluster.downloadGibPerSecond()),
        atLeast(gib / cluster.loadGibPerSecond()),
        // of the catalog; compiling from nothing took users up to 2,222 s (vllm-project/vllm#34399)
        Duration.ofSeconds(rendering.launch().engine().probe().startupSeconds()));
  }

  /// Of the checkpoint, however many GPUs share it.
  static double weightsGib(Rendering rendering) {
    var candidate = rendering.plan().candidate();
    var bytes = candidate.checkpoint().weightsBytes();
    return bytes > 0
        ? bytes / GIB
        : rendering.plan().memory().weightsGib() * candidate.settings().gpus();
  }

  private static Duration atLeast(double seconds) {
    var wanted = Duration.ofSeconds((long) Math.ceil(MARGIN * seconds));
    return wanted.compareTo(SMALLEST) < 0 ? SMALLEST : wanted;
  }

  Duration total() {
    return download.plus(load).plus(engine);
  }

  /// `45 min: 8 to download, 7 to load, 30 for the engine`.
  String words() {
    return String.format(
        Locale.ROOT,
        "%d min: %d to download, %d to load, %d for the engine",
        total().toMinutes(),
        download.toMinutes(),
        load.toMinutes(),
        engine.toMinutes());
  }
}
