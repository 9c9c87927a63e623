package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.plan.Judge.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The sentences that explain a choice.
final class Reasons {
  private final Wanted wanted;
  private final Ranking ranking;

  Reasons(Wanted wanted, Ranking ranking) {
    this.wanted = wanted;
    this.ranking = ranking;
  }

  /// `next` is the best of the accepted ones that were not chosen, `current` what runs now.
  List<String> of(Judged chosen, Optional<Judged> next, Optional<Judged> current, boolean kept) {
    var reasons = new ArrayList<String>();
    var candidate = chosen.candidate();
    reasons.add(origin(candidate));
    reasons.add(memory(chosen));
    replicas(chosen).ifPresent(reasons::add);
    weights(candidate).ifPresent(reasons::add);
    online(candidate).ifPresent(reasons::add);
    next.ifPresent(n -> reasons.add(beats(chosen, n, kept)));
    current.filter(c -> !c.accepted()).ifPresent(c -> reasons.add(leaves(c)));
    unsure(candidate).ifPresent(reasons::add);
    return reasons;
  }

  private static String origin(Candidate candidate) {
    var origin = candidate.origin().name().toLowerCase(Locale.ROOT);
    var text = origin + " recipe " + candidate.name();
    return candidate.rationale().isBlank() ? text : text + ": " + candidate.rationale().strip();
  }

  private static String memory(Judged chosen) {
    var memory = chosen.verdict().memory();
    var cpu = chosen.candidate().accelerator().kind() == Accelerator.Kind.CPU;
    return String.format(
        Locale.ROOT,
        "%s: %s%.1f GiB weights, %.1f GiB overheads and %s of %.1f GiB; %s%s",
        memory.outcome().words(),
        cpu ? "" : "per GPU ",
        memory.weightsGib(),
        memory.activationsGib() + memory.graphsGib() + memory.runtimeGib(),
        String.format(
            Locale.ROOT,
            memory.caches() ? "%.1f GiB KV cache" : "room of %.1f GiB",
            memory.kvCacheGib()),
        memory.perGpuGib(),
        memory.caches()
            ? String.format(Locale.ROOT, "%,d tokens at once", memory.concurrentTokens())
            : "the model keeps no KV cache",
        tight(memory));
  }

  /// What would have to come out badly.
  private static String tight(MemoryEstimate memory) {
    return switch (memory.outcome()) {
      case TIGHT ->
          memory.requestKvGib() > memory.kvCache().least()
              ? String.format(
                  Locale.ROOT,
                  " (at the high end of the estimates %.1f GiB are left for the %.1f of one full request)",
                  Math.max(0, memory.kvCache().least()),
                  memory.requestKvGib())
              : String.format(
                  Locale.ROOT,
                  " (at the high end of the estimates %.1f GiB are missing beside the KV cache)",
                  -memory.slack().least());
      case FITS, DOES_NOT_FIT -> "";
    };
  }

  /// Each replica is a copy of its own, on one node.
  private Optional<String> replicas(Judged chosen) {
    var replicas = wanted.replicas();
    return replicas < 2
        ? Optional.empty()
        : Optional.of("room for " + Way.devices(chosen, replicas) + ", each with the memory above");
  }

  private Optional<String> weights(Candidate candidate) {
    var named = Checkpoints.named(candidate.model(), wanted.model());
    var checkpoint = candidate.checkpoint();
    if (checkpoint.equals(named)) {
      return Optional.empty();
    }
    var served =
        "serves the weights of "
            + checkpoint.id()
            + " ("
            + precision(checkpoint)
            + ") as "
            + wanted.model();
    var why =
        Checkpoints.isConversionFor(candidate.accelerator(), checkpoint)
            ? ": a GGUF conversion stands in on a CPU, where llama.cpp reads nothing else"
            : wanted.wishes().precision().isPresent()
                ? ", since the manifest asks for " + wanted.wishes().precision().get().id()
                : ", since the manifest names the recipe";
    return Optional.of(served + why);
  }

  /// The stored precision is not what the engine computes with then.
  private static Optional<String> online(Candidate candidate) {
    var checkpoint = candidate.checkpoint();
    return candidate
        .settings()
        .quantization()
        .filter(scheme -> !scheme.equalsIgnoreCase("none"))
        .filter(_ -> checkpoint.format() == Checkpoint.Format.SAFETENSORS)
        .filter(_ -> checkpoint.quantization().equals("none"))
        .map(scheme ->
            "weights are quantised to "
                + scheme
                + " while loading: "
                + checkpoint.id()
                + " is stored as "
                + checkpoint.precision().id());
  }

  private static String precision(Checkpoint checkpoint) {
    return checkpoint.format() == Checkpoint.Format.GGUF
        ? checkpoint.quantization()
        : checkpoint.precision().id();
  }

  private String beats(Judged chosen, Judged next, boolean kept) {
    return kept
        ? "kept although "
            + next.candidate().label()
            + " would go first today ("
            + ranking.why(next, chosen)
            + "): a running plan that still fits is not moved"
        : "preferred to " + next.candidate().label() + ": " + ranking.why(chosen, next);
  }

  private static String leaves(Judged current) {
    return "leaves "
        + current.candidate().label()
        + ": "
        + current.verdict().objections().getFirst().message();
  }

  private static Optional<String> unsure(Candidate candidate) {
    var fields = new ArrayList<>(candidate.model().unsure());
    candidate.accelerator().unsure().stream()
        .map(field -> candidate.accelerator().name() + " " + field.replaceFirst("\\..*", ""))
        .distinct()
        .forEach(fields::add);
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of("unsure in the catalog: " + String.join(", ", fields));
  }
}
