package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.cli.Terminal.Colour;
import io.aimengine.plan.Fitting.Row;
import io.aimengine.plan.MemoryEstimate;
import io.aimengine.plan.Term;
import java.util.List;
import java.util.Locale;

/// What fits on each number of GPUs; figures are of one GPU.
record FitView(String model, List<Row> rows, boolean explain) implements View {
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
            .put("gpus", candidate.gpuCount())
            .put("hardware", candidate.accelerator().name())
            .put("engine", candidate.engine().engine().id())
            .put("engine_version", candidate.engine().version())
            .put("checkpoint", candidate.checkpoint().id())
            .put("precision", candidate.checkpoint().precision().id())
            .put("per_gpu_gib", rounded(memory.perGpuGib()))
            .put("usable_gib", rounded(memory.usableGib()))
            .put("weights_gib", rounded(memory.weightsGib()))
            .put("overheads_gib", rounded(overheads(memory)))
            .put("kv_cache_gib", rounded(Math.max(0, memory.kvCacheGib())))
            .put("context", row.context())
            .put("largest_context", row.largestContext())
            .put("sequences", candidate.settings().maxNumSeqs())
            .put("concurrent_tokens", memory.concurrentTokens())
            .put("requests_at_once", rounded(row.requests()))
            .put("headroom_gib", rounded(memory.headroomGib()))
            .put("replicas", row.replicas())
            .put("verdict", verdict(row));
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
            "Weights",
            "Overheads",
            "KV cache",
            "Largest context",
            "Context",
            "At once",
            "Headroom",
            "Verdict");
    for (var row : rows) {
      var memory = row.memory();
      table.row(
          row.candidate().gpuCount() + " x " + row.candidate().accelerator().name(),
          row.candidate().engine().engine().id(),
          row.candidate().checkpoint().precision().id(),
          FitBar.gib(memory.weightsGib()),
          FitBar.gib(overheads(memory)),
          FitBar.gib(Math.max(0, memory.kvCacheGib())),
          count(row.largestContext()),
          count(row.context()),
          row.fits() ? String.format(Locale.ROOT, "%.1f", row.requests()) : "-",
          row.fits() ? FitBar.gib(memory.headroomGib()) : "-",
          why(row));
    }
    terminal.line(terminal.paint(Colour.BOLD, model) + ", GiB of one GPU, all estimates");
    table.print(terminal);
    if (explain) {
      rows.forEach(row -> explain(row, terminal));
    }
  }

  private static String why(Row row) {
    return row.possible()
        ? row.memory().outcome().words()
        : "not possible: " + row.objections().getFirst().message();
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
    terminal.paragraph(
        String.format(
            Locale.ROOT,
            "  %-20s %-28s",
            "left for KV",
            range(memory.kvCache().least(), memory.kvCache().typical(), memory.kvCache().most())),
        String.format(
            Locale.ROOT,
            "%,.0f B per token; one request of %,d tokens takes %s GiB; %,d tokens at once",
            memory.kvBytesPerToken(),
            row.context(),
            FitBar.gib(memory.requestKvGib()),
            memory.concurrentTokens()));
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
