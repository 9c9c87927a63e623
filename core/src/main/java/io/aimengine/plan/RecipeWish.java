package io.aimengine.plan;

import io.aimengine.spec.RecipeChoice;
import java.util.Optional;

/// The recipe that the manifest names.
record RecipeWish() implements Rule {
  @Override
  public String name() {
    return "the recipe that the manifest names";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    return switch (situation.wishes().recipe()) {
      case RecipeChoice.Named(var wanted, _) when !wanted.equalsIgnoreCase(candidate.name()) ->
          Optional.of(
              new Objection(
                  "wish.recipe", "is " + candidate.name() + ", the manifest asks for " + wanted));
      case RecipeChoice.Named _, RecipeChoice.Auto _, RecipeChoice.File _, RecipeChoice.Inline _ ->
          Optional.empty();
    };
  }
}
