package io.aimengine.explain;

import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Model;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What another plan takes and gives against the one that was asked for; against the bare wishes
/// where that one cannot be served.
record Exchange(Model model, Question question, Optional<Verdict> asked) {

  List<String> givesUp(Verdict other) {
    var lost = new ArrayList<String>();
    var candidate = other.candidate();
    if (!candidate.model().id().equals(model.id())) {
      lost.add(
          String.format(
              Locale.ROOT,
              "model: %s (%.1f B parameters) instead of %s (%.1f B)",
              candidate.model().id(),
              candidate.model().architecture().parameters() / 1e9,
              model.id(),
              model.architecture().parameters() / 1e9));
    } else if (candidate.checkpoint().precision().bits() < checkpoint().precision().bits()) {
      lost.add(
          "weights: "
              + candidate.checkpoint().precision().id()
              + " ("
              + candidate.checkpoint().id()
              + ") instead of "
              + checkpoint().precision().id());
    }
    if (narrow(candidate) && asked.filter(v -> narrow(v.candidate())).isEmpty()) {
      lost.add(
          "keys and values: "
              + dtype(candidate)
              + " instead of 16 bit; "
              + MemoryAdvice.scales(candidate));
    }
    var context = candidate.settings().maxModelLen();
    if (context < context()) {
      lost.add(String.format(Locale.ROOT, "context: %,d instead of %,d", context, context()));
    }
    asked
        .map(v -> v.memory().concurrentTokens())
        .filter(tokens -> other.memory().concurrentTokens() < tokens)
        .ifPresent(tokens -> lost.add(tokens(other, tokens)));
    return lost;
  }

  List<String> gains(Verdict other) {
    var gained = new ArrayList<String>();
    if (asked.isEmpty()) {
      return gained;
    }
    var then = asked.get();
    var fewer = devices(then.candidate(), other.candidate());
    if (!fewer.isEmpty()) {
      gained.add(fewer);
    }
    if (other.candidate().settings().maxModelLen() > context()) {
      gained.add(
          String.format(
              Locale.ROOT,
              "context: %,d instead of %,d",
              other.candidate().settings().maxModelLen(),
              context()));
    }
    if (other.memory().concurrentTokens() > then.memory().concurrentTokens()) {
      gained.add(tokens(other, then.memory().concurrentTokens()));
    }
    var full = full(other) / full(then);
    if (other.memory().concurrentTokens() <= then.memory().concurrentTokens() && full > 1.05) {
      gained.add(
          String.format(
              Locale.ROOT,
              "requests of the full context at once: %.1f instead of %.1f",
              full(other),
              full(then)));
    }
    return gained;
  }

  private static double full(Verdict verdict) {
    return Math.max(1, verdict.memory().concurrentTokens())
        / (double) Math.max(1, verdict.candidate().settings().maxModelLen());
  }

  private static String tokens(Verdict other, long than) {
    return String.format(
        Locale.ROOT,
        "tokens at once: %,d instead of %,d (%.2f x)",
        other.memory().concurrentTokens(),
        than,
        other.memory().concurrentTokens() / (double) Math.max(1, than));
  }

  /// Said when the other plan takes fewer or smaller devices.
  private static String devices(Candidate then, Candidate other) {
    var before = then.gpuCount() * then.accelerator().memoryGib();
    var after = other.gpuCount() * other.accelerator().memoryGib();
    return after < before ? "devices: " + named(other) + " instead of " + named(then) : "";
  }

  private static String named(Candidate candidate) {
    return candidate.gpuCount() + " x " + candidate.accelerator().name();
  }

  private Checkpoint checkpoint() {
    return asked
        .map(v -> v.candidate().checkpoint())
        .orElseGet(() -> model.checkpoint(question.spec().model().id()).orElse(model.own()));
  }

  /// The context of the plan as asked, else the wished one, else the model's usual one.
  private int context() {
    return asked
        .map(v -> v.candidate().settings().maxModelLen())
        .orElseGet(() ->
            question.wishes().context().orElse(Math.min(131_072, model.architecture().context())));
  }

  private static boolean narrow(Candidate candidate) {
    return dtype(candidate).startsWith("fp8");
  }

  private static String dtype(Candidate candidate) {
    return candidate.settings().kvCacheDtype().orElse("auto");
  }
}
