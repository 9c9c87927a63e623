package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.cli.Terminal.Colour;
import io.aimengine.plan.Fitting.Row;
import io.aimengine.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What more or fewer GPUs change: how many replicas find room, how much they serve, and which plan
/// would be taken.
record FitChange(
    String model,
    String change,
    List<String> moves,
    List<Row> before,
    List<Row> after,
    Optional<Plan> plannedBefore,
    Optional<Plan> plannedAfter)
    implements View {

  /// A way to serve on both sides of the change; a side that does not have it is empty.
  private record Pair(Row known, Optional<Row> before, Optional<Row> after) {
    boolean differs() {
      return replicas(before) != replicas(after);
    }
  }

  FitChange {
    moves = List.copyOf(moves);
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /// The plan with its own figures, "nothing fits" if there is none.
  private static String planned(Optional<Plan> planned) {
    return planned
        .map(plan ->
            plan.candidate().label()
                + " ("
                + plan.candidate().origin().name().toLowerCase(Locale.ROOT)
                + ")")
        .orElse("nothing fits");
  }

  String summary() {
    return planned(plannedBefore).equals(planned(plannedAfter))
        ? "the same plan: " + planned(plannedAfter)
        : "another plan: " + planned(plannedAfter);
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
    return row.filter(r -> r.memory().fits() && r.replicas() > 0)
        .filter(r -> r.objections().stream().allMatch(o -> o.code().startsWith("devices.")))
        .isPresent();
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
            .put("plan_before", planned(plannedBefore))
            .put("plan_after", planned(plannedAfter));
    var places = data.putArray("moves");
    moves.forEach(places::add);
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
    moves.forEach(move -> terminal.paragraph("  ", move));
    terminal.paragraph("  today  ", planned(plannedBefore));
    terminal.paragraph("  then   ", planned(plannedAfter));
    terminal.line("");
    var table =
        new Table(
            "Nothing fits, before or after.",
            "GPUs of one replica",
            "Engine",
            "Precision",
            "Recipe",
            "Context",
            "Replicas",
            "Requests at once",
            "Changes");
    var known = pairs().stream().map(Pair::known).toList();
    for (var pair : pairs()) {
      var candidate = pair.known().candidate();
      table.row(
          candidate.gpuCount() + " x " + candidate.accelerator().name(),
          candidate.engine().engine().id(),
          FitView.weights(pair.known(), known),
          FitView.recipe(pair.known()),
          String.format(Locale.ROOT, "%,d", pair.known().context()),
          replicas(pair.before()) + " -> " + replicas(pair.after()),
          served(pair),
          pair.differs() ? said(pair) : "nothing");
    }
    table.print(terminal);
  }

  private static String served(Pair pair) {
    return pair.known().memory().caches()
        ? String.format(
            Locale.ROOT, "%.1f -> %.1f", requests(pair.before()), requests(pair.after()))
        : "-";
  }

  private static String said(Pair pair) {
    var more = replicas(pair.after()) - replicas(pair.before());
    if (replicas(pair.before()) == 0) {
      return "becomes possible";
    }
    return Math.abs(more) + (more > 0 ? " more" : " fewer");
  }
}
