package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// One way to serve a model: a checkpoint, on so many devices of one type, by one engine version,
/// with these flags. `args` and `env` are the recipe's with the manifest's laid over them. A recipe
/// computed earlier and kept in a file has the same name as one computed now: `source` tells them
/// apart.
public record Candidate(
    String name,
    Recipe.Origin origin,
    Source source,
    Model model,
    Checkpoint checkpoint,
    Accelerator accelerator,
    int gpuCount,
    EngineVersion engine,
    Map<String, String> args,
    Map<String, String> env,
    Settings settings,
    String rationale,
    List<Recipe.Evidence> evidence) {

  /// The order of labels, GPU counts as numbers.
  static final Comparator<Candidate> BY_LABEL = Candidate::byLabel;

  /// Where a way to serve is from.
  public enum Source {
    /// a recipe that somebody keeps: of the catalog, of a folder, of the manifest itself
    KEPT,
    /// computed for this question
    COMPUTED
  }

  Candidate with(Settings other) {
    return new Candidate(
        name,
        origin,
        source,
        model,
        checkpoint,
        accelerator,
        gpuCount,
        engine,
        args,
        env,
        other,
        rationale,
        evidence);
  }

  Candidate named(String other) {
    return new Candidate(
        other,
        origin,
        source,
        model,
        checkpoint,
        accelerator,
        gpuCount,
        engine,
        args,
        env,
        settings,
        rationale,
        evidence);
  }

  /// One method and no chain of comparators: a plan compares thousands of candidates, and what
  /// comes from one recipe shares its texts.
  private static int byLabel(Candidate one, Candidate other) {
    var sign = compare(one.name, other.name);
    if (sign == 0) {
      sign = byEngine(one, other);
    }
    if (sign == 0) {
      sign = Integer.compare(one.gpuCount, other.gpuCount);
    }
    return sign == 0 ? compare(one.accelerator.name(), other.accelerator.name()) : sign;
  }

  /// By the engine's id, then by its version.
  static int byEngine(Candidate one, Candidate other) {
    var sign = compare(one.engine.engine().id(), other.engine.engine().id());
    return sign == 0 ? compare(one.engine.version(), other.engine.version()) : sign;
  }

  @SuppressWarnings("ReferenceEquality")
  private static int compare(String one, String other) {
    return one == other ? 0 : one.compareTo(other);
  }

  /// `qwen3-32b-mi300x-bf16 / vllm 0.33.0 / 4 x MI300X`.
  public String label() {
    return name + " / " + engine.label() + " / " + gpuCount + " x " + accelerator.name();
  }
}
