package io.aimengine.plan;

import io.aimengine.catalog.Precision;
import io.aimengine.catalog.Recipe.Evidence;
import io.aimengine.plan.Judge.Judged;

/// Rough speed of a candidate, only good to order candidates: a roofline of memory bandwidth and
/// arithmetic (`docs/reference/planning-rules.md`). Never shown as a promise.
final class Speed {
  /// Tokens that a request typically holds while it is answered.
  private static final double RESIDENT = 1536;

  private static final double TYPICAL_REQUEST = 2048;

  /// Each doubling of the tensor parallel size loses a tenth to communication.
  private static final double KEPT_PER_DOUBLING = 0.9;

  /// Partitions of one GPU talk through its memory, which costs far more.
  private static final double KEPT_BY_PARTITIONS = 0.4;

  /// Two all-reduces per layer.
  private static final double ALL_REDUCE_SECONDS = 10e-6;

  /// The share of the theoretical peak that decoding kernels reach.
  private static final double REACHED_PEAK = 0.4;

  private Speed() {}

  /// Output tokens per second and GPU at full load.
  static double throughputPerGpu(Judged judged) {
    var settings = judged.candidate().settings();
    var tokens = judged.verdict().memory().concurrentTokens();
    var batch =
        Math.max(
            1,
            Math.min(
                (double) settings.maxNumSeqs() * settings.dataParallel(),
                tokens / TYPICAL_REQUEST));
    var whole = judged.site().partition().isEmpty();
    var base = whole ? KEPT_PER_DOUBLING : KEPT_BY_PARTITIONS;
    var kept = Math.pow(base, Math.log(settings.gpus()) / Math.log(2));
    return batch / stepSeconds(judged, batch) / settings.gpus() * kept;
  }

  /// Seconds for one token of a single request.
  static double secondsPerToken(Judged judged) {
    return stepSeconds(judged, 1);
  }

  /// The best measured or published output tokens per second and GPU, 0 if there is none.
  static double evidencePerGpu(Candidate candidate) {
    return candidate.evidence().stream().mapToDouble(Evidence::tokensPerSecond).max().orElse(0)
        / candidate.gpuCount();
  }

  private static double stepSeconds(Judged judged, double batch) {
    var candidate = judged.candidate();
    var settings = candidate.settings();
    var arch = candidate.model().architecture();
    var accelerator = candidate.accelerator();
    var gpus = settings.gpus();
    var weights = Weights.loaded(MemoryInputs.of(candidate, judged.site().memoryGib()));
    var active =
        weights * Math.min(1, batch * arch.active() / Math.max(1.0, (double) arch.parameters()));
    var cache = batch * RESIDENT * judged.verdict().memory().kvBytesPerToken();
    var share = 1.0 / Partitions.count(judged.site().partition());
    var bandwidth = Math.max(0.05, accelerator.bandwidthTbps()) * 1e12 * share;
    var memory = (active / gpus + cache / settings.dataParallel()) / bandwidth;
    var peak = accelerator.peakTflops().getOrDefault(Precision.BF16, 0.0) * 1e12 * share;
    var compute = peak > 0 ? 2.0 * arch.active() * batch / (peak * REACHED_PEAK * gpus) : 0;
    var talk = settings.tensorParallel() > 1 ? 2 * ALL_REDUCE_SECONDS * arch.layers() : 0;
    return Math.max(memory, compute) + talk;
  }
}
