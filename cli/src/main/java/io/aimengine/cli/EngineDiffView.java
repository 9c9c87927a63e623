package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.flags.EngineDiff;
import io.aimengine.flags.EngineDiff.Broken;
import io.aimengine.flags.EngineDiff.Change;
import java.util.List;
import java.util.Locale;

/// What `debug engine-diff` found: the result first, then what breaks, then flag by flag. Switches
/// of which only the negation changed are counted, and listed where `verbose`.
record EngineDiffView(String versions, EngineDiff diff, boolean verbose) implements View {
  private static final int MOST_NAMED = 5;

  /// `vllm 0.32.0 -> 0.33.0: 0 flags gone, 4 new, 12 changed; breaks no recipe`.
  String headline() {
    var changed =
        diff.changed().stream().filter(c -> !c.isNegation()).map(Change::flag).distinct().count();
    var recipes = diff.broken().stream().map(Broken::recipe).distinct().toList();
    var named = recipes.subList(0, Math.min(MOST_NAMED, recipes.size()));
    return String.format(
        Locale.ROOT,
        "%s: %,d %s gone, %,d new, %,d changed; breaks %s",
        versions,
        diff.gone().size(),
        diff.gone().size() == 1 ? "flag" : "flags",
        diff.added().size(),
        changed,
        recipes.isEmpty()
            ? "no recipe"
            : String.format(
                Locale.ROOT,
                "%,d %s: %s%s",
                recipes.size(),
                recipes.size() == 1 ? "recipe" : "recipes",
                String.join(", ", named),
                named.size() < recipes.size() ? ", …" : ""));
  }

  /// Every change, those of a negation too.
  @Override
  public JsonNode json() {
    return table(diff.changed()).json();
  }

  @Override
  public void print(Terminal terminal) {
    terminal.paragraph("", headline());
    terminal.line("");
    var negations = diff.changed().stream().filter(Change::isNegation).toList();
    table(verbose ? diff.changed() : diff.changed().stream().filter(c -> !c.isNegation()).toList())
        .print(terminal);
    if (!negations.isEmpty() && !verbose) {
      terminal.line("");
      terminal.paragraph(
          "", negations.size() + " more switches have another negation: --verbose lists them");
    }
  }

  private Table table(List<Change> changes) {
    var table = new Table("The two take the same flags.", "Change", "What", "Before", "After");
    diff.broken()
        .forEach(broken ->
            table.row(
                "breaks", broken.recipe() + " " + broken.gpus() + "_gpu", "", broken.message()));
    diff.gone().forEach(flag -> table.row("gone", flag, "", ""));
    diff.added().forEach(flag -> table.row("new", flag, "", ""));
    changes.forEach(
        change -> table.row(change.what(), change.flag(), change.before(), change.after()));
    return table;
  }
}
