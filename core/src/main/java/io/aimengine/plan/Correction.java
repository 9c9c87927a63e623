package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Measurement;
import io.aimengine.catalog.Measurement.Run;
import io.aimengine.plan.Term.Part;
import java.util.Locale;
import java.util.Optional;

/// What a measurement changes in the terms of a configuration: all of them where the settings are
/// the measured ones, with their range where they are near, and nothing where it does not hold.
record Correction(Measurement measured, Engine engine, Settings settings) {
  /// Steps and numbers of requests within this factor of the measured ones still tell something.
  private static final double NEAR = 2;

  static Run run(Settings settings) {
    return new Run(
        settings.maxNumSeqs(),
        settings.maxBatchedTokens(),
        settings.graphs(),
        settings.expertParallel(),
        settings.quantization().orElse(""));
  }

  /// Whether the settings are those that were measured.
  boolean exact() {
    return measured.run().equals(run(settings));
  }

  Term of(Term term) {
    if (term.part() == Part.WEIGHTS) {
      return corrected(term, measured.weightsFactor(), weights());
    }
    return told(term.part()) ? corrected(term, measured.overheadsFactor(), overheads()) : term;
  }

  /// vLLM's log tells what all of them take together, SGLang's only what was gone before loading.
  private boolean told(Part part) {
    return switch (engine) {
      case VLLM, LLAMACPP -> !part.isWeights();
      case SGLANG -> part == Part.RUNTIME;
    };
  }

  private Term corrected(Term term, double factor, Optional<String> otherwise) {
    if (otherwise.isPresent()) {
      return term.from("not corrected by " + measured.source() + ", which had " + otherwise.get());
    }
    var source = "corrected by " + measured.source();
    return exact() ? term.exactly(factor, source) : term.times(factor, source);
  }

  /// What the measured weights had otherwise; empty where they are held in the same way.
  private Optional<String> weights() {
    var then = measured.run();
    var now = run(settings);
    if (!then.quantization().equals(now.quantization())) {
      return Optional.of(
          then.quantization().isEmpty()
              ? "weights as they are stored"
              : "--quantization " + then.quantization());
    }
    return then.expertParallel() == now.expertParallel()
        ? Optional.empty()
        : Optional.of(then.expertParallel() ? "expert parallelism" : "no expert parallelism");
  }

  private Optional<String> overheads() {
    var then = measured.run();
    var now = run(settings);
    if (weights().isPresent()) {
      return weights();
    }
    if (then.graphs() != now.graphs()) {
      return Optional.of(then.graphs() ? "captured graphs" : "no captured graphs");
    }
    if (far(then.step(), now.step())) {
      return Optional.of(String.format(Locale.ROOT, "a step of %,d tokens", then.step()));
    }
    return far(then.sequences(), now.sequences())
        ? Optional.of(String.format(Locale.ROOT, "%,d requests at once", then.sequences()))
        : Optional.empty();
  }

  private static boolean far(int then, int now) {
    return Math.max(then, now) > NEAR * Math.min(then, now);
  }
}
