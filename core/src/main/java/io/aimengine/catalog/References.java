package io.aimengine.catalog;

import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Checks that entries which name each other agree.
final class References {
  private References() {}

  /// Problems of the entries in `own`, looked up in `all` (which contains them).
  static List<Problem> check(EntryCatalog own, Catalog all) {
    var problems = new ArrayList<Problem>();
    duplicates(own.entries(), problems);
    own.entries().stream()
        .filter(entry -> entry.kind() == Entry.Kind.ENGINE)
        .forEach(entry -> flags(entry, all, problems));
    own.entries().stream()
        .filter(entry -> entry.kind() == Entry.Kind.MODEL)
        .forEach(entry -> extended(entry, all, problems));
    var recipes = new RecipeReferences(all);
    own.entries().parallelStream()
        .filter(entry -> entry.kind() == Entry.Kind.RECIPE)
        .map(entry -> recipes.check(entry, own.recipe(entry)))
        .forEachOrdered(problems::addAll);
    return problems;
  }

  private static void duplicates(List<Entry> entries, List<Problem> problems) {
    var seen = new HashMap<String, Entry>();
    for (var entry : entries) {
      var first = seen.putIfAbsent(entry.kind().id() + " " + entry.names().getFirst(), entry);
      if (first != null) {
        problems.add(
            Problem.error(
                "catalog.twice",
                "",
                entry.mark(),
                "%s %s is also in %s".formatted(entry.kind().id(), entry.id(), first.mark()),
                "keep one of them"));
      }
    }
  }

  private static void extended(Entry entry, Catalog all, List<Problem> problems) {
    var in = new Fields(entry.content().get());
    if (in.has("extends") && all.model(in.text("extends")).isEmpty()) {
      problems.add(
          Problem.error(
              "catalog.no-figures",
              "extends",
              entry.mark(),
              in.text("extends")
                  + " is not in the catalog, and the file says nothing of its architecture",
              "write the architecture and checkpoint of its config.json, as catalog/README.md"
                  + " says"));
    }
  }

  private static void flags(Entry entry, Catalog all, List<Problem> problems) {
    var in = new Fields(entry.content().get());
    var known =
        all.engine(EngineReader.engine(in.text("engine")), in.text("version"))
            .filter(version -> !version.flags().all().isEmpty());
    if (known.isEmpty()) {
      problems.add(
          Problem.error(
              "catalog.no-flags",
              "",
              entry.mark(),
              entry.id() + " has no flag table",
              "add the table as another file with engine, version and flags"));
    }
  }
}
