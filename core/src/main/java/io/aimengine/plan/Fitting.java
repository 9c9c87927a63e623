package io.aimengine.plan;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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

    public int context() {
      return candidate.settings().maxModelLen();
    }
  }

  /// Rows of the wished engines, or of the first that serves the kind of device.
  public List<Row> rows(EndpointSpec spec, Inventory inventory) {
    var wanted = Wanted.of(spec);
    var judge = new Judge(wanted, inventory, Rules.all());
    var candidates = new Candidates(catalog, wanted, inventory, model).computed();
    var rows = new ArrayList<Row>();
    for (var candidate : candidates) {
      if (wanted.wishes().engines().isEmpty() && !first(candidate, candidates)) {
        continue;
      }
      rows.add(row(judge.judge(candidate)));
    }
    return rows;
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

  /// The row that a plan would take first: the fewest GPUs that fit.
  public static Optional<Row> smallest(List<Row> rows) {
    return rows.stream()
        .filter(Row::fits)
        .min(java.util.Comparator.comparingInt(row -> row.candidate().gpuCount()));
  }

  /// The most requests of one length, over all replicas that find room.
  public static OptionalInt most(List<Row> rows) {
    return rows.stream()
        .filter(Row::fits)
        .mapToInt(row -> (int) (row.replicas() * row.requests()))
        .max();
  }
}
