package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import io.aimengine.catalog.Recipe.Configuration;
import io.aimengine.catalog.Recipe.Evidence;
import io.aimengine.catalog.Recipe.Origin;
import java.util.List;

/// One column of a recipe: so many GPUs under one engine version.
record RecipeColumn(
    Recipe recipe, EngineVersion engine, int gpuCount, Configuration configuration) {

  Candidate candidate(Model model, Accelerator accelerator) {
    var checkpoint = checkpoint(model);
    var context = EngineArgs.context(engine, checkpoint, accelerator.memoryGib());
    var args = ParserFlags.under(configuration.args(), model, engine);
    return new Candidate(
        recipe.id(),
        origin(),
        Candidate.Source.KEPT,
        model,
        checkpoint,
        accelerator,
        gpuCount,
        engine,
        args,
        configuration.env(),
        SettingsReader.read(context, args, configuration.env(), model),
        recipe.rationale(),
        evidence());
  }

  /// A column without figures of its own is not tested or published, whatever its neighbours are.
  private Origin origin() {
    return switch (recipe.origin()) {
      case TESTED, PUBLISHED -> evidence().isEmpty() ? Origin.CURATED : recipe.origin();
      case CURATED, GENERATED -> recipe.origin();
    };
  }

  private List<Evidence> evidence() {
    return recipe.evidence().stream()
        .filter(e -> e.gpuCount() == gpuCount && e.engine() == engine.engine())
        .toList();
  }

  private Checkpoint checkpoint(Model model) {
    return model.checkpoints().stream()
        .filter(c -> c.id().equalsIgnoreCase(recipe.checkpointId()))
        .filter(c -> c.precision() == recipe.precision())
        .findFirst()
        .orElseGet(() -> Checkpoints.named(model, recipe.checkpointId()));
  }
}
