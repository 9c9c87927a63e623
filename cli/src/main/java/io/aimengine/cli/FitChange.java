package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.cli.Terminal.Colour;
import io.aimengine.plan.Fitting.Row;
import io.aimengine.plan.PlanResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What more or fewer GPUs change: how many replicas find room, how much they serve, and which plan
/// would be taken.
record FitChange(
    String model,
    String change,
    List<Row> before,
    List<Row> after,
    String plannedBefore,
    String plannedAfter)
    implements View {

  /// A way to serve on both sides of the change; a side that does not have it is empty.
  private record Pair(Row known, Optional<Row> before, Optional<Row> after) {
    boolean differs() {
      return replicas(before) != replicas(after);
    }
  }

  FitChange {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /// The plan that would be taken, "nothing fits" if there is none.
  static String planned(PlanResult result) {
    return switch (result) {
      case PlanResult.Planned(var plan, _) -> plan.candidate().label();
      case PlanResult.Infeasible _ -> "nothing fits";
    };
  }

  String summary() {
    return plannedBefore.equals(plannedAfter)
        ? "the same plan: " + plannedAfter
        : "another plan: " + plannedAfter;
  }

  private List<Pair> pairs() {
    var pairs = new LinkedHashMap<String, Pair>();
    for (var row : before) {
      pairs.put(label(row), new Pair(row, Optional.of(row), Optional.empty()));
    }
    for (var row : after) {
      var old = Optional.ofNullable(pairs.get(label(row))).flatMap(Pair::before);
      pairs.put(label(row), new Pair(row, old, Optional.of(row)));
    }
    return pairs.values().stream()
        .filter(pair -> fits(pair.before()) || fits(pair.after()))
        .toList();
  }

  private static String label(Row row) {
    return row.candidate().label();
  }

  private static boolean fits(Optional<Row> row) {
    return row.filter(r -> r.memory().fits() && r.replicas() > 0).isPresent();
  }

  private static int replicas(Optional<Row> row) {
    return fits(row) ? row.map(Row::replicas).orElse(0) : 0;
  }

  private static double requests(Optional<Row> row) {
    return row.map(r -> replicas(row) * r.requests()).orElse(0.0);
  }

  @Override
  public JsonNode json() {
    var data =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", model)
            .put("change", change)
            .put("plan_before", plannedBefore)
            .put("plan_after", plannedAfter);
    var array = data.putArray("rows");
    for (var pair : pairs()) {
      array
          .addObject()
          .put("candidate", label(pair.known()))
          .put("gpus", pair.known().candidate().gpuCount())
          .put("hardware", pair.known().candidate().accelerator().name())
          .put("context", pair.known().context())
          .put("replicas_before", replicas(pair.before()))
          .put("replicas_after", replicas(pair.after()))
          .put("requests_before", FitView.rounded(requests(pair.before())))
          .put("requests_after", FitView.rounded(requests(pair.after())));
    }
    return data;
  }

  @Override
  public void print(Terminal terminal) {
    terminal.line(terminal.paint(Colour.BOLD, model) + " with " + change);
    terminal.paragraph("  today  ", plannedBefore);
    terminal.paragraph("  then   ", plannedAfter);
    terminal.line("");
    var table =
        new Table(
            "Nothing fits, before or after.",
            "GPUs of one replica",
            "Engine",
            "Context",
            "Replicas",
            "Requests at once",
            "Changes");
    for (var pair : pairs()) {
      var candidate = pair.known().candidate();
      table.row(
          candidate.gpuCount() + " x " + candidate.accelerator().name(),
          candidate.engine().engine().id(),
          String.format(Locale.ROOT, "%,d", pair.known().context()),
          replicas(pair.before()) + " -> " + replicas(pair.after()),
          String.format(
              Locale.ROOT, "%.1f -> %.1f", requests(pair.before()), requests(pair.after())),
          pair.differs() ? said(pair) : "nothing");
    }
    table.print(terminal);
  }

  private static String said(Pair pair) {
    var more = replicas(pair.after()) - replicas(pair.before());
    if (replicas(pair.before()) == 0) {
      return "becomes possible";
    }
    return Math.abs(more) + (more > 0 ? " more" : " fewer");
  }
}
