package io.aimengine.plan;

import io.aimengine.plan.Term.Part;
import java.util.List;

/// Device memory of one GPU in GiB, each term visible (`docs/memory-model.md`). `usableGib` is what
/// the engine takes; `kvCache` what is left for keys and values after the other terms; `slack` what
/// the terms outside of the engine's fraction leave of the device. `concurrentTokens` fit into the
/// KV cache of the whole replica; `requestKvGib` is what one request of the full context needs.
public record MemoryEstimate(
    double perGpuGib,
    double usableGib,
    List<Term> terms,
    Range kvCache,
    Range slack,
    double requestKvGib,
    double kvBytesPerToken,
    long concurrentTokens) {

  /// Whether it fits: at the high end of every term, only at the likely figures, or not at all.
  public enum Outcome {
    FITS("fits"),
    TIGHT("tight"),
    DOES_NOT_FIT("does not fit");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    /// For people.
    public String words() {
      return words;
    }
  }

  /// GiB where every term is high, likely and low.
  public record Range(double least, double typical, double most) {
    static Range exactly(double gib) {
      return new Range(gib, gib, gib);
    }

    private Range plus(double gib) {
      return new Range(least + gib, typical + gib, most + gib);
    }

    /// No more than is asked for.
    Range most(double gib) {
      return new Range(Math.min(least, gib), Math.min(typical, gib), Math.min(most, gib));
    }

    /// What is left of so much after these terms.
    static Range left(double gib, List<Term> terms) {
      return new Range(
              -terms.stream().mapToDouble(Term::high).sum(),
              -terms.stream().mapToDouble(Term::typical).sum(),
              -terms.stream().mapToDouble(Term::low).sum())
          .plus(gib);
    }
  }

  public MemoryEstimate {
    terms = List.copyOf(terms);
  }

  /// All that is loaded: the model, an encoder, a draft model, adapters.
  public double weightsGib() {
    var sum = 0.0;
    for (var term : terms) {
      sum += term.part().isWeights() ? term.typical() : 0;
    }
    return sum;
  }

  public double activationsGib() {
    return gib(Part.ACTIVATIONS) + gib(Part.IMAGES) + gib(Part.WORKSPACE);
  }

  public double graphsGib() {
    return gib(Part.GRAPHS);
  }

  public double runtimeGib() {
    return gib(Part.RUNTIME);
  }

  public double kvCacheGib() {
    return kvCache.typical();
  }

  /// Whether requests keep keys and values at all: an encoder's do not.
  public boolean caches() {
    return requestKvGib > 0;
  }

  public double freeGib() {
    return perGpuGib - usableGib;
  }

  /// The likely figure, 0 where there is no such term.
  public double gib(Part part) {
    return terms.stream().filter(t -> t.part() == part).mapToDouble(Term::typical).sum();
  }

  /// Whether weights, overheads and one request of the full context fit at the likely figures.
  public boolean fits() {
    return outcome() != Outcome.DOES_NOT_FIT;
  }

  public Outcome outcome() {
    if (kvCache.typical() <= 0 || requestKvGib > kvCache.typical() || slack.typical() < 0) {
      return Outcome.DOES_NOT_FIT;
    }
    return requestKvGib > kvCache.least() || slack.least() < 0 ? Outcome.TIGHT : Outcome.FITS;
  }

  /// What is left of the KV cache once one full request is in it.
  public double headroomGib() {
    return kvCache.typical() - requestKvGib;
  }
}
