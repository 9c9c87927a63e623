package io.aimengine.spec;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What a manifest asks of the plan. Empty means "choose for me". Several `engines` ask for one
/// workload each. `args` are engine flags as written, per engine, laid over the recipe.
public record Wishes(
    Optional<String> hardware,
    Optional<Precision> precision,
    List<Engine> engines,
    OptionalInt gpuCount,
    OptionalInt context,
    Goal goal,
    RecipeChoice recipe,
    Map<Engine, Map<String, String>> args) {

  public Wishes {
    engines = List.copyOf(engines);
    var copy = new LinkedHashMap<Engine, Map<String, String>>();
    args.forEach((engine, flags) -> copy.put(engine, new LinkedHashMap<>(flags)));
    args = java.util.Collections.unmodifiableMap(copy);
  }

  /// Nothing asked for: the planner decides everything.
  public static Wishes none() {
    return new Wishes(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Goal.THROUGHPUT,
        new RecipeChoice.Auto(),
        Map.of());
  }
}
