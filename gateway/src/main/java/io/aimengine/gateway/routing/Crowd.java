package io.aimengine.gateway.routing;

import java.util.List;
import java.util.Optional;

/// The candidates for one request, and what of the request policies look at. `adapter` is the LoRA
/// adapter that it wants, `sticky` whether it continues something that has a home.
record Crowd(
    List<Candidate> candidates, int promptBytes, Optional<String> adapter, Stickiness stickiness) {

  /// Whether earlier requests of the same session or conversation may have left something behind.
  enum Stickiness {
    NONE,
    HOME
  }

  Crowd {
    candidates = List.copyOf(candidates);
  }

  Crowd with(List<Candidate> kept) {
    return new Crowd(kept, promptBytes, adapter, stickiness);
  }

  int outstanding() {
    var sum = 0;
    for (var candidate : candidates) {
      sum += candidate.outstanding();
    }
    return sum;
  }
}
