package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Precision;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Goal;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.spec.Wishes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The part of a manifest that planning looks at, so that "what if" can change it.
record Wanted(String model, int replicas, Wishes wishes) {
  static Wanted of(EndpointSpec spec) {
    return new Wanted(spec.model().id(), spec.replicas(), spec.wishes());
  }

  Wanted withReplicas(int count) {
    return new Wanted(model, count, wishes);
  }

  Wanted withPrecision(Precision precision) {
    return with(wishes.hardware(), Optional.of(precision), wishes.engines(), wishes.gpuCount());
  }

  Wanted withHardware(String name) {
    return with(Optional.of(name), wishes.precision(), wishes.engines(), wishes.gpuCount());
  }

  Wanted withoutHardware() {
    return with(Optional.empty(), wishes.precision(), wishes.engines(), wishes.gpuCount());
  }

  Wanted withoutEngine() {
    return with(wishes.hardware(), wishes.precision(), List.of(), wishes.gpuCount());
  }

  Wanted withoutGpuCount() {
    return with(wishes.hardware(), wishes.precision(), wishes.engines(), OptionalInt.empty());
  }

  Wanted withoutContext() {
    return with(OptionalInt.empty(), wishes.goal(), wishes.recipe(), wishes.args());
  }

  Wanted withContext(int tokens) {
    return with(OptionalInt.of(tokens), wishes.goal(), wishes.recipe(), wishes.args());
  }

  Wanted withoutRecipe() {
    return with(wishes.context(), wishes.goal(), new RecipeChoice.Auto(), wishes.args());
  }

  Wanted withoutArgs() {
    return with(wishes.context(), wishes.goal(), wishes.recipe(), Map.of());
  }

  private Wanted with(
      Optional<String> hardware,
      Optional<Precision> precision,
      List<Engine> engines,
      OptionalInt gpuCount) {
    return new Wanted(
        model,
        replicas,
        new Wishes(
            hardware,
            precision,
            engines,
            gpuCount,
            wishes.context(),
            wishes.goal(),
            wishes.recipe(),
            wishes.args()));
  }

  private Wanted with(
      OptionalInt context, Goal goal, RecipeChoice recipe, Map<Engine, Map<String, String>> args) {
    return new Wanted(
        model,
        replicas,
        new Wishes(
            wishes.hardware(),
            wishes.precision(),
            wishes.engines(),
            wishes.gpuCount(),
            context,
            goal,
            recipe,
            args));
  }
}
