package io.aimengine.explain;

import io.aimengine.catalog.Accelerator.Kind;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.MemoryEstimate;
import io.aimengine.plan.Verdict;
import java.util.Map;
import java.util.Optional;

/// The chosen candidate of a question, and the same with one thing changed: planned, so that what
/// rules refuse is not advised.
record Variants(
    Explainer explainer, Question question, Candidate candidate, MemoryEstimate memory) {
  static final String MEMORY = "docs/memory-model.md (estimate)";

  /// The question with everything that makes the chosen candidate what it is asked for.
  Question pinned() {
    var pins =
        Levers.pins(Facets.of(candidate), question).stream()
            .filter(pin -> !pin.subject().equals("precision"))
            .filter(pin -> !(pin.subject().equals("gpus") && !gpu()))
            .toList();
    return Levers.pull(question, pins);
  }

  /// The chosen candidate with one more lever pulled, when rules accept it so.
  Optional<Verdict> with(Lever lever) {
    return explainer
        .survey(lever.pull().apply(pinned()))
        .verdict(candidate.label())
        .filter(Verdict::accepted);
  }

  Optional<Verdict> withArg(String flag, String value) {
    var engine = candidate.engine().engine();
    return with(Levers.arg(Map.of(engine, Map.of(flag, value)), option(flag, value)));
  }

  double times(Verdict other) {
    return other.memory().concurrentTokens() / (double) Math.max(1, memory.concurrentTokens());
  }

  boolean gpu() {
    return candidate.accelerator().kind() == Kind.GPU;
  }

  static String option(String flag, String value) {
    return "--arg " + flag + (value.isEmpty() ? "" : "=" + value);
  }
}
