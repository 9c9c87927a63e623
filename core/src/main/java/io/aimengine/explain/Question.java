package io.aimengine.explain;

import io.aimengine.catalog.Recipe;
import io.aimengine.plan.Inventory;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Wishes;
import java.util.List;
import java.util.function.UnaryOperator;

/// What was asked of the planner: what is wanted, what is there, and the recipes that the endpoint
/// brings itself.
public record Question(EndpointSpec spec, Inventory inventory, List<Recipe> recipes) {
  public Question {
    recipes = List.copyOf(recipes);
  }

  Question wishing(UnaryOperator<Wishes> change) {
    return new Question(spec.withWishes(change.apply(spec.wishes())), inventory, recipes);
  }

  Question on(Inventory other) {
    return new Question(spec, other, recipes);
  }

  Wishes wishes() {
    return spec.wishes();
  }
}
