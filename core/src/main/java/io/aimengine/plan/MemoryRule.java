package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import java.util.Locale;
import java.util.Optional;

/// Weights, overheads and the KV cache of one request of the full context fit on every GPU.
record MemoryRule() implements Rule {
  @Override
  public String name() {
    return "weights, overheads and one full request fit";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var memory = situation.memory();
    if (memory.perGpuGib() <= 0) {
      return Optional.empty(); // a CPU that is not there has no size; its absence is said elsewhere
    }
    if (memory.weightsGib() > memory.usableGib()) {
      return Optional.of(new Objection("memory.weights", weights(candidate, situation)));
    }
    if (memory.kvCacheGib() <= 0) {
      return Optional.of(new Objection("memory.overhead", overhead(candidate, memory)));
    }
    if (memory.freeGib() < 0) {
      return Optional.of(new Objection("memory.fraction", fraction(candidate, memory)));
    }
    if (!memory.fits()) {
      return Optional.of(new Objection("memory.kv", request(candidate, memory)));
    }
    return Optional.empty();
  }

  private static String weights(Candidate candidate, Situation situation) {
    var memory = situation.memory();
    var inputs = MemoryInputs.of(candidate, memory.perGpuGib());
    var gpus = candidate.gpuCount();
    var where = gpus + " x " + candidate.accelerator().name();
    var text =
        String.format(
            Locale.ROOT,
            "weights %.1f GiB%s, usable %.1f GiB on %s",
            Weights.loaded(inputs) / Overheads.GIB,
            unpacked(inputs),
            memory.usableGib() * gpus,
            where);
    return gpus == 1
        ? text
        : text
            + String.format(
                Locale.ROOT,
                " (per GPU %.1f of %.1f GiB)",
                memory.weightsGib(),
                memory.usableGib());
  }

  /// The accelerator cannot compute in the checkpoint's precision, so the weights grow.
  private static String unpacked(MemoryInputs inputs) {
    return Weights.grown(inputs)
        ? " (" + inputs.checkpoint().precision().id() + " unpacked to bf16)"
        : "";
  }

  private static String overhead(Candidate candidate, MemoryEstimate memory) {
    return String.format(
        Locale.ROOT,
        "weights %.1f GiB and overheads %.1f GiB%s leave nothing of %.1f GiB for the KV cache",
        memory.weightsGib(),
        memory.activationsGib() + memory.graphsGib() + memory.runtimeGib(),
        perGpu(candidate),
        memory.usableGib());
  }

  private static String fraction(Candidate candidate, MemoryEstimate memory) {
    return String.format(
        Locale.ROOT,
        "weights, KV cache and overheads take %.1f GiB of %.1f GiB%s: lower the memory fraction",
        memory.usableGib(),
        memory.perGpuGib(),
        perGpu(candidate));
  }

  private static String request(Candidate candidate, MemoryEstimate memory) {
    return String.format(
        Locale.ROOT,
        "one request of %,d tokens needs %.1f GiB KV cache%s, %.1f GiB are left of %.1f GiB usable",
        candidate.settings().maxModelLen(),
        memory.requestKvGib(),
        perGpu(candidate),
        memory.kvCacheGib(),
        memory.usableGib());
  }

  private static String perGpu(Candidate candidate) {
    return candidate.accelerator().kind() == Accelerator.Kind.CPU ? "" : " per GPU";
  }
}
