package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.cli.Terminal.Colour;
import io.aimengine.explain.Advice;
import io.aimengine.explain.Duel;
import io.aimengine.explain.Question;
import io.aimengine.explain.WhyNot;
import io.aimengine.plan.Criterion;
import io.aimengine.plan.Objection;
import io.aimengine.plan.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Why a plan is what it is: its reasons, the duel with the runner-up, and why not something else.
record ExplainView(
    Question question,
    PlanView plan,
    Optional<Duel> duel,
    Optional<WhyNot> whyNot,
    List<Advice> advice)
    implements View {
  ExplainView {
    advice = List.copyOf(advice);
  }

  @Override
  public JsonNode json() {
    var data = JsonNodeFactory.instance.objectNode().put("model", question.spec().model().id());
    plan.plan().ifPresent(known -> data.put("candidate", known.candidate().label()));
    var reasons = data.putArray("reasons");
    plan.explanation().reasons().forEach(reasons::add);
    duel.ifPresent(d -> json(data.putObject("runner_up"), d));
    whyNot.ifPresent(w -> json(data.putObject("why_not"), w));
    var advices = data.putArray("advice");
    for (var one : advice) {
      advices
          .addObject()
          .put("code", one.code())
          .put("text", one.text())
          .put("option", one.option())
          .put("source", one.source());
    }
    return data;
  }

  private static void json(ObjectNode object, Duel duel) {
    object.put("winner", duel.winner()).put("loser", duel.loser());
    object.put("decided_by", duel.decided().map(Criterion::name).orElse(""));
    object.put("words", duel.words());
    var criteria = object.putArray("criteria");
    for (var criterion : duel.criteria()) {
      criteria
          .addObject()
          .put("name", criterion.name())
          .put("winner", criterion.one())
          .put("loser", criterion.other())
          .put("favours", favours(criterion))
          .put("decides", criterion.decides());
    }
  }

  private static String favours(Criterion criterion) {
    return switch (criterion.favours()) {
      case ONE -> "winner";
      case OTHER -> "loser";
      case NEITHER -> "neither";
    };
  }

  private static void json(ObjectNode object, WhyNot why) {
    object
        .put("asked", why.asked())
        .put("outcome", why.outcome().name().toLowerCase(Locale.ROOT))
        .put("candidates", why.candidates())
        .put("accepted", why.accepted());
    verdicts(object.putArray("refused"), why.refused());
    why.lost().ifPresent(duel -> json(object.putObject("lost"), duel));
    var remedies = object.putArray("would_win");
    for (var remedy : why.remedies()) {
      var one = remedies.addObject();
      var options = one.putArray("options");
      remedy.options().forEach(options::add);
      one.put("candidate", remedy.candidate());
    }
  }

  private static void verdicts(ArrayNode array, List<Verdict> verdicts) {
    for (var verdict : verdicts) {
      var one = array.addObject().put("candidate", verdict.candidate().label());
      var objections = one.putArray("objections");
      verdict
          .objections()
          .forEach(o -> objections.addObject().put("code", o.code()).put("message", o.message()));
    }
  }

  @Override
  public void print(Terminal terminal) {
    if (whyNot.isPresent()) {
      print(terminal, whyNot.get());
      return;
    }
    plan.plan()
        .ifPresent(known ->
            terminal.line(
                terminal.paint(Colour.BOLD, question.spec().model().id())
                    + ": "
                    + terminal.paint(Colour.GREEN, known.candidate().label())));
    var lead = "  why       ";
    for (var reason : plan.explanation().reasons()) {
      terminal.paragraph(lead, reason);
      lead = "            ";
    }
    terminal.line("");
    duel.ifPresent(d -> {
      terminal.line(terminal.paint(Colour.BOLD, "Against the runner-up"));
      print(terminal, d);
    });
    if (!advice.isEmpty()) {
      terminal.line(terminal.paint(Colour.BOLD, "Tuning"));
    }
    for (var one : advice) {
      terminal.paragraph("  - ", one.text() + " [" + one.code() + "]");
      terminal.paragraph(
          "      ",
          (one.option().isEmpty() ? "" : one.option() + "   ") + "(" + one.source() + ")");
    }
  }

  private static void print(Terminal terminal, Duel duel) {
    terminal.line("  + " + duel.winner());
    terminal.line("  - " + duel.loser());
    for (var criterion : duel.criteria()) {
      var side =
          switch (criterion.favours()) {
            case ONE -> "+";
            case OTHER -> "-";
            case NEITHER -> "=";
          };
      var figures =
          criterion.favours() == Criterion.Favours.NEITHER
              ? criterion.one()
              : criterion.one() + " against " + criterion.other();
      terminal.paragraph(
          String.format(Locale.ROOT, "    %s %-20s ", side, criterion.name()),
          figures + (criterion.decides() ? "   <- decides" : ""));
      if (criterion.decides()) {
        break;
      }
    }
    terminal.line("");
  }

  private void print(Terminal terminal, WhyNot why) {
    plan.plan()
        .ifPresent(known ->
            terminal.line(
                "The plan is " + terminal.paint(Colour.GREEN, known.candidate().label())));
    terminal.line(terminal.paint(Colour.BOLD, "Why not " + why.asked() + "?"));
    terminal.paragraph("  ", outcome(why));
    why.lost().ifPresent(duel -> print(terminal, duel));
    if (why.outcome() == WhyNot.Outcome.REFUSED) {
      refused(terminal, why.refused());
    }
    if (!why.remedies().isEmpty()) {
      terminal.line(terminal.paint(Colour.BOLD, "What would make it the plan"));
      why.remedies().forEach(r -> terminal.paragraph("  ", r.words() + "   -> " + r.candidate()));
    } else if (why.outcome() != WhyNot.Outcome.CHOSEN) {
      terminal.paragraph(
          "  ", "No change of up to three options that were tried makes it the plan.");
    }
  }

  /// Those that are refused for the same reasons stand together.
  private static void refused(Terminal terminal, List<Verdict> verdicts) {
    var groups = new LinkedHashMap<List<Objection>, List<String>>();
    for (var verdict : verdicts) {
      groups
          .computeIfAbsent(verdict.objections(), _ -> new ArrayList<>())
          .add(verdict.candidate().label());
    }
    groups.forEach((objections, labels) -> {
      labels.forEach(label -> terminal.line("  " + label));
      objections.forEach(o -> terminal.paragraph("    - ", o.message() + " [" + o.code() + "]"));
    });
  }

  private static String outcome(WhyNot why) {
    var count = why.candidates() + (why.candidates() == 1 ? " candidate" : " candidates");
    return switch (why.outcome()) {
      case CHOSEN -> "It is the plan.";
      case LOST ->
          why.accepted()
              + " of "
              + count
              + " could be served; the best of them lost by "
              + why.lost().map(Duel::words).orElse("its name")
              + ".";
      case REFUSED -> count + ", every one refused by a rule.";
      case NOT_CONSIDERED ->
          "Nothing of the kind is a candidate for this manifest on this hardware.";
      case UNKNOWN -> "Nobody knows it.";
    };
  }
}
