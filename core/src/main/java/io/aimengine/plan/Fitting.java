package io.aimengine.plan;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.RecipeChoice;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// How much of a model each number of devices can serve: the same candidates and the same rules as
/// a plan, shown whether they fit or not.
public final class Fitting {
  private final Catalog catalog;
  private final Model model;

  public Fitting(Catalog catalog, Model model) {
    this.catalog = catalog;
    this.model = model;
  }

  /// One number of devices of one kind under one engine. `largestContext` is the longest request
  /// that fits at the likely figures, 0 when none does; `requests` of the full context run at once;
  /// `replicas` find room; objections are those that no memory would answer.
  public record Row(
      Candidate candidate,
      MemoryEstimate memory,
      int largestContext,
      double requests,
      int replicas,
      List<Objection> objections) {
    public Row {
      objections = List.copyOf(objections);
    }

    public boolean possible() {
      return objections.isEmpty();
    }

    public boolean fits() {
      return possible() && memory.fits();
    }

    /// GiB that one GPU lacks at the likely figures, 0 where it fits.
    public double missingGib() {
      return Math.max(
          Math.max(0, -memory.slack().typical()), memory.requestKvGib() - memory.kvCacheGib());
    }

    public int context() {
      return candidate.settings().maxModelLen();
    }
  }

  /// The recipe that is asked for on each number of GPUs that it has; else the recipes that could
  /// serve here, then computed configurations of the wished engines, or of the first that serves
  /// the kind of device. `userRecipes` are those that the endpoint brings itself.
  public List<Row> rows(EndpointSpec spec, Inventory inventory, List<Recipe> userRecipes) {
    var wanted = Wanted.of(spec);
    var judge = new Judge(wanted, inventory, Rules.all());
    var candidates = new Candidates(catalog, wanted, inventory, model);
    var recipes =
        candidates.written(userRecipes).stream()
            .sorted(
                Comparator.comparing(Candidate::name)
                    .thenComparing(candidate -> candidate.engine().engine())
                    .thenComparingInt(Candidate::gpuCount))
            .map(candidate -> row(judge.judge(candidate)));
    return switch (wanted.wishes().recipe()) {
      case RecipeChoice.Auto _ -> {
        var computed = candidates.computed();
        var all =
            computed.stream()
                .filter(c -> !wanted.wishes().engines().isEmpty() || first(c, computed));
        yield Stream.concat(recipes.filter(Row::possible), all.map(c -> row(judge.judge(c))))
            .toList();
      }
      case RecipeChoice.Named(var name, _) ->
          wished(
              Stream.concat(recipes, candidates.computed().stream().map(c -> row(judge.judge(c))))
                  .filter(row -> row.candidate().name().equalsIgnoreCase(name))
                  .toList(),
              wanted.wishes().engines());
      case RecipeChoice.File _, RecipeChoice.Inline _ -> recipes.toList();
    };
  }

  /// Those of the wished engines; all where none is of them, so that a rule says so.
  private static List<Row> wished(List<Row> rows, List<Engine> engines) {
    var wished =
        rows.stream().filter(row -> engines.contains(row.candidate().engine().engine())).toList();
    return wished.isEmpty() ? rows : wished;
  }

  private static boolean first(Candidate candidate, List<Candidate> all) {
    return all.stream()
        .filter(c -> c.accelerator().equals(candidate.accelerator()))
        .map(c -> c.engine().engine())
        .min(Engine::compareTo)
        .filter(candidate.engine().engine()::equals)
        .isPresent();
  }

  private Row row(Judge.Judged judged) {
    var candidate = judged.candidate();
    var memory = judged.verdict().memory();
    var inputs = MemoryInputs.of(candidate, judged.site().memoryGib());
    var requests =
        memory.fits()
            ? memory.concurrentTokens() / (double) Math.max(1, candidate.settings().maxModelLen())
            : 0;
    var objections =
        judged.verdict().objections().stream()
            .filter(o -> !o.code().startsWith("memory."))
            .toList();
    return new Row(
        candidate,
        memory,
        largest(inputs),
        requests,
        judged.site().room(candidate.gpuCount()),
        objections);
  }

  /// The longest request that still fits, by halving.
  static int largest(MemoryInputs inputs) {
    var low = 0;
    var high = inputs.architecture().context();
    while (low < high) {
      var middle = (int) ((low + high + 1L) / 2);
      if (fits(inputs, middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static boolean fits(MemoryInputs inputs, int context) {
    var settings = inputs.settings();
    return MemoryModel.estimate(inputs.with(settings.serving(context, settings.maxNumSeqs())))
        .fits();
  }
}
