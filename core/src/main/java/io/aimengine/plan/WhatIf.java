package io.aimengine.plan;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import io.aimengine.plan.Judge.Judged;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Plans for another manifest or another machine by the same rules, and takes the smallest plan: a
/// suggestion asks for no more than is needed.
record WhatIf(Catalog catalog, Model model, List<Recipe> userRecipes) {
  Optional<Judged> plan(Wanted wanted, Inventory inventory) {
    var judge = new Judge(wanted, inventory, Rules.all());
    var accepted =
        new Candidates(catalog, wanted, inventory, model)
            .all(userRecipes).stream().map(judge::judge).filter(Judged::accepted).toList();
    return new Ranking(wanted.wishes())
        .sorted(accepted).stream().min(Comparator.comparingDouble(Ranking::memoryTaken));
  }
}
