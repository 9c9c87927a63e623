package io.aimengine.explain;

/// Where one flag or variable of an engine is from: `written` at `place` became `given` ("" when it
/// was left out). `neutral` is the name that all engines share, "" when there is none.
public record Mapped(
    String neutral, Layer layer, String place, String written, String given, String note) {
  /// Who decided, strongest first.
  public enum Layer {
    MANIFEST,
    RECIPE,
    GENERATED,
    MODEL,
    OURS,
    ENGINE;

    /// In words for people.
    public String words() {
      return switch (this) {
        case MANIFEST -> "manifest";
        case RECIPE -> "recipe";
        case GENERATED -> "generated";
        case MODEL -> "model file";
        case OURS -> "aim-engine";
        case ENGINE -> "engine default";
      };
    }
  }
}
