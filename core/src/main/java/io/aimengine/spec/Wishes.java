package io.aimengine.spec;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Precision;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What a manifest asks of the plan. Empty means "choose for me". Several `engines` ask for one
/// workload each. `hardware` is an accelerator's name in capitals, or `cpu`. `args` are engine
/// flags as written, per engine, laid over the recipe: a switch has the value "", one turned off
/// `false`.
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
    args.forEach((engine, flags) ->
        copy.put(engine, Collections.unmodifiableMap(new LinkedHashMap<>(flags))));
    args = Collections.unmodifiableMap(copy);
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

  public Wishes withHardware(String wanted) {
    return new Wishes(
        Optional.of(wanted), precision, engines, gpuCount, context, goal, recipe, args);
  }

  public Wishes withPrecision(Precision wanted) {
    return new Wishes(
        hardware, Optional.of(wanted), engines, gpuCount, context, goal, recipe, args);
  }

  public Wishes withEngines(List<Engine> wanted) {
    return new Wishes(hardware, precision, wanted, gpuCount, context, goal, recipe, args);
  }

  public Wishes withGpuCount(int wanted) {
    return new Wishes(
        hardware, precision, engines, OptionalInt.of(wanted), context, goal, recipe, args);
  }

  public Wishes withContext(int wanted) {
    return new Wishes(
        hardware, precision, engines, gpuCount, OptionalInt.of(wanted), goal, recipe, args);
  }

  public Wishes withGoal(Goal wanted) {
    return new Wishes(hardware, precision, engines, gpuCount, context, wanted, recipe, args);
  }

  public Wishes withRecipe(RecipeChoice wanted) {
    return new Wishes(hardware, precision, engines, gpuCount, context, goal, wanted, args);
  }

  public Wishes withArgs(Map<Engine, Map<String, String>> wanted) {
    return new Wishes(hardware, precision, engines, gpuCount, context, goal, recipe, wanted);
  }
}
