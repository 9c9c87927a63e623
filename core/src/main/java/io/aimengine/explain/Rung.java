package io.aimengine.explain;

import io.aimengine.plan.Verdict;
import java.util.ArrayList;
import java.util.List;

/// One step of a ladder: other devices or other wishes, what is given up and gained against the
/// plan as asked, and the plan that it leads to.
public record Rung(
    Direction direction,
    List<String> givesUp,
    List<String> gains,
    List<String> options,
    String model,
    Verdict verdict) {
  /// Where a step leads to.
  public enum Direction {
    /// what was asked for
    ASKED,
    /// the same devices, used otherwise
    HERE,
    /// fewer or smaller devices
    DOWN,
    /// more or larger devices
    UP
  }

  public Rung {
    givesUp = List.copyOf(givesUp);
    gains = List.copyOf(gains);
    options = List.copyOf(options);
  }

  /// The same with one more option.
  Rung with(String option) {
    var more = new ArrayList<>(options);
    more.add(option);
    return new Rung(direction, givesUp, gains, more, model, verdict);
  }

  /// Requests of the full context that run at once.
  public double fullRequests() {
    return verdict.memory().concurrentTokens()
        / (double) Math.max(1, verdict.candidate().settings().maxModelLen());
  }
}
