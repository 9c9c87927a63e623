package io.aimengine.plan;

import io.aimengine.catalog.Measurement;
import io.aimengine.plan.EngineLog.Figure;
import io.aimengine.plan.Term.Part;
import java.util.Locale;
import java.util.OptionalDouble;

/// By what factors the estimate of a log's own configuration was wrong, so that the corrected one
/// comes to the cache that the engine had.
record MeasuredFactors(EngineLog log, MemoryInputs inputs, MemoryEstimate estimate) {

  Measurement measurement(String source) {
    var settings = inputs.settings();
    return new Measurement(
        id(),
        inputs.checkpoint().id(),
        inputs.engine().engine(),
        inputs.engine().version(),
        inputs.accelerator().name(),
        settings.tensorParallel(),
        settings.pipelineParallel(),
        settings.dataParallel(),
        Correction.run(settings),
        rounded(weights()),
        rounded(overheads()),
        source,
        log.lines().stream().limit(20).toList());
  }

  /// What is loaded beside the model itself (an encoder, a draft model) is in the measured figure
  /// too.
  private double weights() {
    var own = estimate.gib(Part.WEIGHTS);
    var beside = estimate.weightsGib() - own;
    return log.figure(Figure.WEIGHTS).stream()
        .map(measured -> Math.max(0, measured - beside) / Math.max(1e-9, own))
        .findFirst()
        .orElse(1);
  }

  /// They follow from what the engine left for its cache; without that they stay as they are.
  private double overheads() {
    var cache = log.figure(Figure.KV_CACHE);
    var weights = log.figure(Figure.WEIGHTS);
    if (cache.isEmpty() || weights.isEmpty() || inputs.settings().kvCacheBytes().isPresent()) {
      return 1;
    }
    return switch (inputs.engine().engine()) {
      case VLLM -> vllm(weights, cache);
      case SGLANG -> sglang(weights, cache);
      case LLAMACPP -> 1;
    };
  }

  private double vllm(OptionalDouble weights, OptionalDouble cache) {
    var taken = estimate.usableGib() - weights.getAsDouble() - cache.getAsDouble();
    var estimated = estimate.activationsGib() + estimate.graphsGib() + estimate.runtimeGib();
    return Math.max(0, taken / Math.max(1e-9, estimated));
  }

  /// Its fraction is of what was free before it loaded anything.
  private double sglang(OptionalDouble weights, OptionalDouble cache) {
    var free = (weights.getAsDouble() + cache.getAsDouble()) / inputs.settings().memoryFraction();
    return Math.max(0, (inputs.deviceGib() - free) / Math.max(1e-9, estimate.runtimeGib()));
  }

  private String id() {
    var settings = inputs.settings();
    var name = inputs.checkpoint().id().substring(inputs.checkpoint().id().lastIndexOf('/') + 1);
    return String.format(
            Locale.ROOT,
            "%s-%s-%s-%s-tp%d-pp%d-dp%d-seqs%d-step%d%s%s",
            name,
            inputs.engine().engine().id(),
            inputs.engine().version(),
            inputs.accelerator().name(),
            settings.tensorParallel(),
            settings.pipelineParallel(),
            settings.dataParallel(),
            settings.maxNumSeqs(),
            settings.maxBatchedTokens(),
            settings.graphs() ? "" : "-eager",
            settings.quantization().map(q -> "-" + q).orElse(""))
        .toLowerCase(Locale.ROOT)
        .replace('_', '-');
  }

  private static double rounded(double factor) {
    return Math.rint(factor * 10_000) / 10_000;
  }
}
