package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.cli.Terminal.Colour;
import io.aimengine.plan.Fitting.Row;
import io.aimengine.plan.MemoryEstimate;
import io.aimengine.plan.MemoryEstimate.Range;
import io.aimengine.plan.Plan;
import io.aimengine.plan.Term;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What fits on each number of GPUs; figures are of one GPU. `planned` is what `plan` would take.
record FitView(String model, List<Row> rows, Optional<Plan> planned, boolean explain)
    implements View {
  FitView {
    rows = List.copyOf(rows);
  }

  String summary() {
    var fits = rows.stream().filter(Row::fits).count();
    return fits + " of " + rows.size() + " fit";
  }

  @Override
  public JsonNode json() {
    var data = JsonNodeFactory.instance.objectNode().put("model", model);
    planned.ifPresent(plan -> data.put("plan", plan.candidate().label()));
    var array = data.putArray("rows");
    rows.forEach(row -> array.add(json(row)));
    return data;
  }

  static ObjectNode json(Row row) {
    var candidate = row.candidate();
    var memory = row.memory();
    var node =
        JsonNodeFactory.instance
            .objectNode()
            .put("recipe_id", candidate.name())
            .put("origin", candidate.origin().name().toLowerCase(Locale.ROOT))
            .put("gpus", candidate.gpuCount())
            .put("hardware", candidate.accelerator().name())
            .put("engine", candidate.engine().engine().id())
            .put("engine_version", candidate.engine().version())
            .put("checkpoint", candidate.checkpoint().id())
            .put("precision", candidate.checkpoint().precision().id())
            .put("quantization", candidate.checkpoint().quantization())
            .put("per_gpu_gib", rounded(memory.perGpuGib()))
            .put("usable_gib", rounded(memory.usableGib()))
            .put("weights_gib", rounded(memory.weightsGib()))
            .put("overheads_gib", rounded(overheads(memory)))
            .put("keeps_kv_cache", memory.caches())
            .put("kv_cache_gib", memory.caches() ? rounded(Math.max(0, memory.kvCacheGib())) : 0)
            .put("missing_gib", rounded(row.missingGib()))
            .put("context", row.context())
            .put("largest_context", row.largestContext())
            .put("sequences", candidate.settings().maxNumSeqs())
            .put("concurrent_tokens", memory.concurrentTokens())
            .put("headroom_gib", rounded(memory.headroomGib()))
            .put("replicas", row.replicas())
            .put("verdict", verdict(row));
    if (memory.caches()) {
      node.put("requests_at_once", rounded(row.requests()));
    }
    var why = node.putArray("why");
    row.objections().forEach(objection -> why.add(objection.message()));
    var terms = node.putArray("terms");
    memory.terms().forEach(term -> terms.add(json(term)));
    return node;
  }

  private static ObjectNode json(Term term) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("term", term.part().words())
        .put("low_gib", rounded(term.low()))
        .put("typical_gib", rounded(term.typical()))
        .put("high_gib", rounded(term.high()))
        .put("formula", term.formula().toString())
        .put("source", term.source());
  }

  static String verdict(Row row) {
    return row.possible() ? row.memory().outcome().words() : "not possible";
  }

  private static double overheads(MemoryEstimate memory) {
    return memory.activationsGib() + memory.graphsGib() + memory.runtimeGib();
  }

  @Override
  public void print(Terminal terminal) {
    var table =
        new Table(
            "Nothing to show: no engine of the catalog serves this hardware.",
            "GPUs",
            "Engine",
            "Precision",
            "Recipe",
            "Weights",
            "Overheads",
            "KV cache",
            "Longest",
            "Context",
            "At once",
            "Headroom",
            "Verdict");
    for (var row : rows) {
      var memory = row.memory();
      table.row(
          row.candidate().gpuCount() + " x " + row.candidate().accelerator().name(),
          row.candidate().engine().engine().id(),
          weights(row, rows),
          recipe(row),
          FitBar.gib(memory.weightsGib()),
          FitBar.gib(overheads(memory)),
          memory.caches() ? FitBar.gib(Math.max(0, memory.kvCacheGib())) : "-",
          count(row.largestContext()),
          count(row.context()),
          row.fits() ? requests(row) : "-",
          row.fits() ? FitBar.gib(memory.headroomGib()) : "-",
          why(row));
    }
    terminal.line(terminal.paint(Colour.BOLD, model) + ", GiB of one GPU, all estimates");
    table.print(terminal);
    notes(terminal);
    if (explain) {
      rows.forEach(row -> explain(row, terminal));
    }
  }

  private void notes(Terminal terminal) {
    rows.stream()
        .filter(row -> !row.memory().caches())
        .mapToInt(row -> row.candidate().settings().maxNumSeqs())
        .max()
        .ifPresent(most ->
            terminal.paragraph(
                "",
                String.format(
                    Locale.ROOT,
                    "No KV cache: requests leave nothing behind; the engine runs up to %,d at once.",
                    most)));
    planned.ifPresent(plan ->
        terminal.paragraph(
            "`plan` takes ",
            plan.candidate().label()
                + (plan.candidate().origin() == Origin.GENERATED ? ", which is generated" : "")));
  }

  /// A recipe's name; what is computed has none that could be asked for.
  static String recipe(Row row) {
    var candidate = row.candidate();
    var origin = candidate.origin().name().toLowerCase(Locale.ROOT);
    return candidate.origin() == Origin.GENERATED ? origin : candidate.name() + " (" + origin + ")";
  }

  /// `int4 awq`, or only the precision where that says it all; the checkpoint's name where another
  /// row has both in common.
  static String weights(Row row, List<Row> all) {
    var own = row.candidate().checkpoint();
    var same =
        all.stream()
            .map(other -> other.candidate().checkpoint())
            .filter(other -> !other.id().equals(own.id()))
            .filter(other -> method(other).equals(method(own)))
            .findAny();
    return same.isEmpty()
        ? method(own)
        : method(own) + " " + own.id().substring(own.id().lastIndexOf('/') + 1);
  }

  private static String method(Checkpoint checkpoint) {
    var precision = checkpoint.precision().id();
    var method = checkpoint.quantization();
    return method.equals("none") || method.equals(precision) ? precision : precision + " " + method;
  }

  private static String requests(Row row) {
    return row.memory().caches() ? String.format(Locale.ROOT, "%.1f", row.requests()) : "-";
  }

  private static String why(Row row) {
    if (!row.possible()) {
      return "not possible: " + row.objections().getFirst().message();
    }
    return row.memory().fits()
        ? row.memory().outcome().words()
        : row.memory().outcome().words() + ", " + FitBar.gib(row.missingGib()) + " missing";
  }

  private static String count(int tokens) {
    return tokens == 0 ? "-" : String.format(Locale.ROOT, "%,d", tokens);
  }

  private static void explain(Row row, Terminal terminal) {
    var memory = row.memory();
    terminal.line("");
    terminal.line(terminal.paint(Colour.BOLD, row.candidate().label()));
    terminal.line(
        String.format(
            Locale.ROOT,
            "  %.1f GiB device, %.1f GiB may be taken",
            memory.perGpuGib(),
            memory.usableGib()));
    for (var term : memory.terms()) {
      terminal.paragraph(
          String.format(Locale.ROOT, "  %-20s %-28s", term.part().words(), range(term)),
          term.formula() + "; " + term.source());
    }
    left(row, terminal);
  }

  private static void left(Row row, Terminal terminal) {
    var memory = row.memory();
    var kv = memory.kvCache();
    var words =
        (memory.caches() ? "left for KV" : "left over") + (kv.typical() < 0 ? ", missing" : "");
    terminal.paragraph(
        String.format(Locale.ROOT, "  %-20s %-28s", words, left(kv)),
        memory.caches()
            ? String.format(
                Locale.ROOT,
                "%,.0f B per token; one request of %,d tokens takes %s GiB; %,d tokens at once",
                memory.kvBytesPerToken(),
                row.context(),
                FitBar.gib(memory.requestKvGib()),
                memory.concurrentTokens())
            : "requests leave nothing behind, so nothing is cached");
  }

  /// What is left, or as a positive figure what is missing.
  private static String left(Range kv) {
    if (kv.typical() < 0) {
      return range(-kv.most(), -kv.typical(), -kv.least());
    }
    return kv.least() < 0
        ? FitBar.gib(kv.typical())
            + " ("
            + FitBar.gib(-kv.least())
            + " missing to "
            + FitBar.gib(kv.most())
            + ")"
        : range(kv.least(), kv.typical(), kv.most());
  }

  private static String range(Term term) {
    return range(term.low(), term.typical(), term.high());
  }

  /// `1.79 (0.90 to 3.58)`, or one figure where there is no range.
  private static String range(double low, double typical, double high) {
    return low == high
        ? FitBar.gib(typical)
        : FitBar.gib(typical) + " (" + FitBar.gib(low) + " to " + FitBar.gib(high) + ")";
  }

  static double rounded(double figure) {
    return Math.round(figure * 1000) / 1000.0;
  }
}
