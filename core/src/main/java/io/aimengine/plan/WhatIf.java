package io.aimengine.plan;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import io.aimengine.plan.Judge.Judged;
import java.util.List;
import java.util.Optional;

/// Plans for another manifest or another machine by the same rules.
record WhatIf(Catalog catalog, Model model, List<Recipe> userRecipes) {
  Optional<Judged> plan(Wanted wanted, Inventory inventory) {
    var candidates = new Candidates(catalog, wanted, inventory, model).all(userRecipes);
    return Choice.of(wanted, candidates, inventory, Optional.empty()).chosen();
  }
}
