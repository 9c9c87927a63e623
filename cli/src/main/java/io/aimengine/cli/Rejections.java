package io.aimengine.cli;

import io.aimengine.plan.Objection;
import io.aimengine.plan.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// What was rejected, for people: what came closest first, those with the same words in one line.
final class Rejections {
  private static final int SHOWN = 8;

  private Rejections() {}

  static void print(List<Verdict> verdicts, boolean every, Terminal terminal) {
    if (verdicts.isEmpty()) {
      return;
    }
    terminal.line(terminal.paint(Terminal.Colour.BOLD, "Rejected (" + verdicts.size() + ")"));
    var groups = every ? verdicts.stream().map(List::of).toList() : groups(verdicts);
    var shown = every ? groups : groups.subList(0, Math.min(SHOWN, groups.size()));
    shown.forEach(group -> terminal.paragraph("  ", line(group)));
    var hidden = verdicts.size() - shown.stream().mapToInt(List::size).sum();
    if (hidden > 0) {
      terminal.line("  … " + hidden + " more: --all");
    }
    terminal.line("");
  }

  private static List<List<Verdict>> groups(List<Verdict> verdicts) {
    var groups = new LinkedHashMap<String, List<Verdict>>();
    verdicts.stream()
        .sorted(Comparator.comparingInt(Rejections::distance))
        .forEach(verdict ->
            groups.computeIfAbsent(main(verdict).message(), _ -> new ArrayList<>()).add(verdict));
    return List.copyOf(groups.values());
  }

  /// Hardware that is there comes before hardware that is not, and both before other weights.
  private static int distance(Verdict verdict) {
    var codes = verdict.objections().stream().map(Objection::code).toList();
    if (codes.contains("checkpoint.other")) {
      return 3;
    }
    return codes.contains("devices.absent")
        ? 2
        : codes.stream().anyMatch(code -> code.startsWith("wish.")) ? 1 : 0;
  }

  private static Objection main(Verdict verdict) {
    return verdict.objections().getFirst();
  }

  private static String line(List<Verdict> group) {
    var first = group.getFirst();
    var more = group.size() > 1 ? " (and " + (group.size() - 1) + " more)" : "";
    return first.candidate().label()
        + more
        + ": "
        + main(first).message()
        + " ["
        + main(first).code()
        + "]";
  }
}
