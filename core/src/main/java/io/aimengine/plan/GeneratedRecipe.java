package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import java.util.List;
import java.util.Optional;

/// A recipe computed for one checkpoint on one accelerator: the verdict on each engine and GPU
/// count, in that order, and what would serve past one node where no count of it does.
public record GeneratedRecipe(
    String id,
    Model model,
    Checkpoint checkpoint,
    Accelerator accelerator,
    List<Verdict> verdicts,
    Optional<Verdict> beyond) {
  public GeneratedRecipe {
    verdicts = List.copyOf(verdicts);
  }

  /// Those of one engine.
  public List<Verdict> of(Engine engine) {
    return verdicts.stream().filter(v -> v.candidate().engine().engine() == engine).toList();
  }

  /// Whether any count of any engine serves.
  public boolean serves() {
    return verdicts.stream().anyMatch(Verdict::accepted);
  }
}
