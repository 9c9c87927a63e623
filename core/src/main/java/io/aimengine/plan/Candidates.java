package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import io.aimengine.catalog.VersionRange;
import io.aimengine.spec.RecipeChoice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every way to serve a model that is known or can be computed, before any rule has judged it.
final class Candidates {
  private static final List<Integer> COUNTS = List.of(1, 2, 4, 8);

  private final Catalog catalog;
  private final Wanted wanted;
  private final Inventory inventory;
  private final Model model;
  private final ServingEngines serving;
  private final Columns columns;
  private final Map<VersionOf, Optional<EngineVersion>> versions = new HashMap<>();

  Candidates(Catalog catalog, Wanted wanted, Inventory inventory, Model model) {
    this(catalog, wanted, inventory, model, new Columns());
  }

  /// `columns` are of this catalog.
  Candidates(Catalog catalog, Wanted wanted, Inventory inventory, Model model, Columns columns) {
    this.columns = columns;
    this.catalog = catalog;
    this.wanted = wanted;
    this.inventory = inventory;
    this.model = model;
    this.serving = new ServingEngines(catalog, wanted, inventory);
  }

  /// Sorted by label. A recipe that the manifest brings itself (a file, or inline) is the only
  /// source then.
  List<Candidate> all(List<Recipe> userRecipes) {
    var candidates = new ArrayList<>(ofRecipes(userRecipes));
    switch (wanted.wishes().recipe()) {
      case RecipeChoice.File _, RecipeChoice.Inline _ -> {}
      case RecipeChoice.Auto _ -> candidates.addAll(beside(candidates));
      case RecipeChoice.Named(var name, _) ->
          beside(candidates).stream()
              .filter(computed -> computed.name().equalsIgnoreCase(name))
              .forEach(candidates::add);
    }
    return known(candidates);
  }

  /// Those that somebody wrote down.
  List<Candidate> written(List<Recipe> userRecipes) {
    return known(ofRecipes(userRecipes));
  }

  private List<Candidate> ofRecipes(List<Recipe> userRecipes) {
    var bases = new ArrayList<>(userRecipes.stream().flatMap(this::columns).toList());
    switch (wanted.wishes().recipe()) {
      case RecipeChoice.File _, RecipeChoice.Inline _ -> {}
      case RecipeChoice.Named _, RecipeChoice.Auto _ -> bases.addAll(catalogRecipes());
    }
    return bases.stream()
        .map(base -> Overlay.on(base, wanted, base.accelerator().memoryGib()))
        .toList();
  }

  /// Those that are computed, whatever recipes there are.
  List<Candidate> computed() {
    return known(generated());
  }

  /// Those that are computed; one whose name a file has already (a generated recipe that was kept)
  /// gets another, since the file may have been changed.
  private List<Candidate> beside(List<Candidate> kept) {
    var taken = kept.stream().map(Candidate::name).collect(Collectors.toSet());
    return generated().stream()
        .map(c -> taken.contains(c.name()) ? c.named(c.name() + "-anew") : c)
        .toList();
  }

  private List<Candidate> known(List<Candidate> candidates) {
    var known = new Known(catalog);
    return candidates.stream().map(known::of).sorted(Candidate.BY_LABEL).toList();
  }

  private List<Candidate> catalogRecipes() {
    return columns.of(
        model.id(), () -> catalog.recipes(model.id()).stream().flatMap(this::columns).toList());
  }

  /// What a recipe says, before the manifest's wishes are laid over it.
  private Stream<Candidate> columns(Recipe recipe) {
    var read = new ArrayList<Candidate>();
    catalog
        .accelerator(recipe.hardware())
        .ifPresent(accelerator ->
            recipe
                .engines()
                .forEach((engine, counts) ->
                    version(engine, accelerator, recipe)
                        .ifPresent(version ->
                            counts.forEach((count, configuration) -> {
                              if (configuration.enabled()) {
                                var column =
                                    new RecipeColumn(recipe, version, count, configuration);
                                read.add(column.candidate(model, accelerator));
                              }
                            }))));
    return read.stream();
  }

  private List<Candidate> generated() {
    var named = Checkpoints.named(model, wanted.model());
    var candidates = new ArrayList<Candidate>();
    for (var accelerator : serving.accelerators()) {
      var checkpoints = Checkpoints.allowed(model, named, wanted.wishes(), accelerator);
      var sites = Site.of(inventory, accelerator);
      for (var engine : serving.on(accelerator)) {
        for (var checkpoint : readable(checkpoints, engine)) {
          for (var site : sites) {
            for (var count : counts(accelerator, site)) {
              var generation =
                  new Generation(
                      model, checkpoint, accelerator, site, engine, count, wanted.wishes());
              candidates.add(
                  Overlay.on(RecipeGenerator.generate(generation), wanted, site.memoryGib()));
            }
          }
        }
      }
    }
    return candidates;
  }

  /// Those in a format that the engine reads; all of them when there is none, so that a rule says
  /// so.
  private static List<Checkpoint> readable(List<Checkpoint> checkpoints, EngineVersion engine) {
    var gguf = engine.engine() == Engine.LLAMACPP;
    var readable =
        checkpoints.stream().filter(c -> gguf == (c.format() == Checkpoint.Format.GGUF)).toList();
    return readable.isEmpty() ? checkpoints : readable;
  }

  private static List<Integer> counts(Accelerator accelerator, Site site, OptionalInt wished) {
    if (accelerator.kind() == Accelerator.Kind.CPU) {
      return List.of(1);
    }
    if (wished.isPresent()) {
      return List.of(Math.max(1, wished.getAsInt()));
    }
    var counts = new TreeSet<>(COUNTS);
    counts.removeIf(count -> count > Math.max(1, site.largest()));
    return List.copyOf(counts);
  }

  private List<Integer> counts(Accelerator accelerator, Site site) {
    return counts(accelerator, site, wanted.wishes().gpuCount());
  }

  private Optional<EngineVersion> version(Engine engine, Accelerator accelerator, Recipe recipe) {
    var range = Optional.ofNullable(recipe.engineVersions().get(engine));
    return versions.computeIfAbsent(
        new VersionOf(engine, accelerator.kind(), range),
        _ ->
            range
                .flatMap(r -> r.newest(catalog, engine, ServingEngines.platform(accelerator)))
                .or(() -> serving.newest(engine, accelerator)));
  }

  /// Thousands of recipes ask for the same few versions.
  private record VersionOf(Engine engine, Accelerator.Kind kind, Optional<VersionRange> range) {}
}
