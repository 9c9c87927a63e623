package io.aimengine.gateway.routing;

import java.util.List;
import java.util.Optional;

/// The candidates for one request, and what of the request policies look at.
final class Crowd {
  private final List<Candidate> candidates;
  private final int promptBytes;
  private final Optional<String> adapter;
  private final Stickiness stickiness;
  private final int outstanding;

  /// Whether earlier requests of the same session or conversation may have left something behind.
  enum Stickiness {
    NONE,
    HOME
  }

  /// `adapter` is the LoRA adapter that the request wants.
  Crowd(
      List<Candidate> candidates,
      int promptBytes,
      Optional<String> adapter,
      Stickiness stickiness) {
    this.candidates = List.copyOf(candidates);
    this.promptBytes = promptBytes;
    this.adapter = adapter;
    this.stickiness = stickiness;
    this.outstanding = candidates.stream().mapToInt(Candidate::outstanding).sum();
  }

  Crowd with(List<Candidate> kept) {
    return new Crowd(kept, promptBytes, adapter, stickiness);
  }

  List<Candidate> candidates() {
    return candidates;
  }

  int promptBytes() {
    return promptBytes;
  }

  Optional<String> adapter() {
    return adapter;
  }

  Stickiness stickiness() {
    return stickiness;
  }

  /// Of all candidates together.
  int outstanding() {
    return outstanding;
  }
}
