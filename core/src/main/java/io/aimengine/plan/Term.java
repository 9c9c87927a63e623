package io.aimengine.plan;

/// One named share of a GPU's memory in GiB: the likely figure between a low and a high one, the
/// formula with its numbers, and where the formula is from. Exact figures have no range.
public record Term(
    Part part, double low, double typical, double high, Formula formula, String source) {

  /// What memory goes to. The first four stay for good, the others come with the work.
  public enum Part {
    WEIGHTS("weights"),
    ENCODER("image encoder"),
    DRAFT("draft model"),
    LORA("LoRA adapters"),
    ACTIVATIONS("activations"),
    IMAGES("image profiling"),
    WORKSPACE("attention workspace"),
    GRAPHS("graphs"),
    RUNTIME("runtime");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    /// For people.
    public String words() {
      return words;
    }

    /// Weights of some kind.
    boolean isWeights() {
      return switch (this) {
        case WEIGHTS, ENCODER, DRAFT, LORA -> true;
        case ACTIVATIONS, IMAGES, WORKSPACE, GRAPHS, RUNTIME -> false;
      };
    }
  }

  public Term {
    if (!(low <= typical && typical <= high)) {
      throw new IllegalArgumentException(part + ": " + low + " <= " + typical + " <= " + high);
    }
  }

  static Term exact(Part part, double gib, Formula formula, String source) {
    return new Term(part, gib, gib, gib, formula, source);
  }

  /// A range by factors of the likely figure.
  static Term about(
      Part part, double gib, double low, double high, Formula formula, String source) {
    return new Term(part, gib * low, gib, gib * high, formula, source);
  }

  /// The same formula after a measurement said by what factor it is wrong.
  Term exactly(double factor, String source) {
    var gib = typical * factor;
    return new Term(part, gib, gib, gib, formula, source);
  }

  /// The same with its range: what was measured is near, not the same.
  Term times(double factor, String source) {
    return new Term(part, low * factor, typical * factor, high * factor, formula, source);
  }

  /// The same figures with something to say about them.
  Term from(String remark) {
    return new Term(part, low, typical, high, formula, source + "; " + remark);
  }
}
