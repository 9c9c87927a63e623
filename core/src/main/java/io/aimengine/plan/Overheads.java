package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Experts;

/// What a GPU holds beside weights and KV cache, in GiB: estimates, each with its formula
/// (`docs/memory-model.md`).
final class Overheads {
  static final double GIB = 1L << 30;

  /// Room that profiling an image takes; the encoders of today's models need 1-2 GiB.
  static final double MULTIMODAL_GIB = 2;

  private Overheads() {}

  /// Tensors of the largest step and the logits of one sampling step.
  static double activations(MemoryInputs in) {
    var arch = in.architecture();
    var settings = in.settings();
    var bytesPerValue = in.engine().engine() == Engine.LLAMACPP ? 4 : 2;
    double dense = arch.intermediate() / (double) settings.tensorParallel();
    double perToken = 4.0 * arch.hidden() + 3 * dense;
    perToken += arch.experts().map(e -> routed(e, arch.hidden(), settings)).orElse(0.0);
    var logits = Math.min(settings.maxNumSeqs(), settings.maxBatchedTokens()) * 8.0 * arch.vocab();
    var bytes = settings.maxBatchedTokens() * perToken * bytesPerValue + logits;
    return bytes / GIB + (arch.multimodal() && gpu(in) ? MULTIMODAL_GIB : 0);
  }

  /// Captured graphs grow with the layers: 0.5-3 GiB.
  static double graphs(MemoryInputs in) {
    if (!gpu(in) || !in.settings().graphs()) {
      return 0;
    }
    var layers = Math.ceilDiv(in.architecture().layers(), in.settings().pipelineParallel());
    return 0.5 + 0.01 * layers;
  }

  /// HIP context, and from two GPUs on RCCL and custom all-reduce buffers. On a CPU what the
  /// processes take before weights: vLLM's three were measured at 3.6 GiB with a model of 0.2 M
  /// parameters; llama.cpp in a JVM needs about 0.3.
  static double runtime(MemoryInputs in) {
    if (in.engine().engine() == Engine.LLAMACPP) {
      return 0.3;
    }
    if (in.engine().platform() == Platform.CPU) {
      return 3.6;
    }
    return in.settings().gpus() > 1 ? 2 : 0.75;
  }

  private static double routed(Experts experts, int hidden, Settings settings) {
    var cut = settings.expertParallel() ? 1 : settings.expertShards();
    return experts.perToken() * (2.0 * experts.intermediate() / cut + hidden);
  }

  private static boolean gpu(MemoryInputs in) {
    return in.engine().platform() == Platform.ROCM;
  }
}
