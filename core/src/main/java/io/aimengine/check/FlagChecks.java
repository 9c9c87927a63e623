package io.aimengine.check;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Flag;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import io.aimengine.launch.Combinations;
import io.aimengine.launch.EnvironmentRules;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the engine versions of a column say of its flags and variables, each at its place.
final class FlagChecks {
  /// About the value rather than the name.
  private static final Set<String> OF_VALUE =
      Set.of("launch.bad-value", "launch.switch-value", "launch.secret-in-args");

  private final Column column;
  private final Noted noted;
  private final FlagFixes fixes;
  private final Editor editor;

  FlagChecks(Column column, Editor editor, Noted noted) {
    this.column = column;
    this.noted = noted;
    this.editor = editor;
    this.fixes = new FlagFixes(column, editor);
  }

  /// `parsers` are the flags that the planner adds for the model.
  void check(Map<String, String> parsers) {
    column.versions().forEach(this::flags);
    var all = new HashMap<>(parsers);
    all.putAll(column.read().args());
    var merged = merge(column.versions().getFirst(), all);
    Combinations.check(merged.arguments(), merged.problems())
        .forEach(problem -> say(problem, "args."));
    variables();
  }

  private io.aimengine.flags.CheckedArguments merge(
      EngineVersion version, Map<String, String> args) {
    return FlagLayers.merge(column.context(version), List.of(FlagLayer.recipe("args", args)));
  }

  private void flags(EngineVersion version) {
    for (var problem : merge(version, column.read().args()).problems()) {
      say(problem, "args.");
    }
    trust(version);
  }

  private void say(Problem problem, String prefix) {
    var written = problem.path().substring(Math.min(prefix.length(), problem.path().length()));
    var entry = column.args().entry(written);
    var path = column.path() + ".args." + written;
    if (problem.code().equals("launch.owned-flag") && noted.has("recipe.other-model", path)) {
      return;
    }
    noted.add(
        problem, path, mark(problem, written, entry), entry.flatMap(e -> fixes.of(problem, e)));
  }

  private Mark mark(Problem problem, String written, Optional<Entry> entry) {
    if (entry.isEmpty()) {
      return column.mark(written);
    }
    return OF_VALUE.contains(problem.code()) ? entry.get().value().mark() : entry.get().keyMark();
  }

  /// Code from the model's repository is run only where the engine has no class of its own.
  private void trust(EngineVersion version) {
    var entry = column.flag("--trust-remote-code").filter(e -> on(e.value()));
    if (entry.isEmpty() || !column.nativeClass()) {
      return;
    }
    noted.add(
        "recipe.remote-code",
        column.path() + ".args." + entry.get().key(),
        entry.get().keyMark(),
        version.label() + " has " + column.architecture() + " itself: no remote code is needed",
        "drop it; code from a model's repository runs with the engine's rights",
        Noted.fix("drop " + entry.get().key(), editor.without(column.args(), entry.get())));
  }

  private static boolean on(YamlNode value) {
    return value instanceof YamlNode.Scalar s && !s.text().equalsIgnoreCase("false");
  }

  private void variables() {
    for (var entry : column.env().entries().values()) {
      var path = column.path() + ".env." + entry.key();
      var value = entry.value() instanceof YamlNode.Scalar s ? s.text() : "";
      EnvironmentRules.check(path, entry.key(), value)
          .ifPresent(problem -> noted.add(problem, path, entry.keyMark(), useless(problem, entry)));
    }
  }

  private Optional<Fix> useless(Problem problem, Entry entry) {
    return problem.code().equals("launch.useless-variable")
        ? Noted.fix("drop " + entry.key(), editor.without(column.env(), entry))
        : Optional.empty();
  }

  /// A flag's name in a version, or as it is written.
  static String name(EngineVersion version, String written) {
    return version.flags().find(written).map(Flag::name).orElse(written);
  }
}
