package io.aimengine.flags;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Flag;
import io.aimengine.catalog.Recipe;
import io.aimengine.catalog.Recipe.Configuration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a version of an engine takes that another does not: flags gone, new and changed, and the
/// columns of recipes that the new one refuses and the old one takes.
public record EngineDiff(
    List<String> gone, List<String> added, List<Change> changed, List<Broken> broken) {

  /// One property of a flag that both have: `what` is type, list, choices, default, names,
  /// negation, deprecated or secret.
  public record Change(String flag, String what, String before, String after) {
    /// Only the name that switches a switch off is another.
    public boolean isNegation() {
      return what.equals("negation");
    }
  }

  /// A column of a recipe and what the new version says of it.
  public record Broken(String recipe, int gpus, String message) {}

  public EngineDiff {
    gone = List.copyOf(gone);
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    broken = List.copyOf(broken);
  }

  public static EngineDiff of(Catalog catalog, EngineVersion before, EngineVersion after) {
    var old = byName(before);
    var now = byName(after);
    var gone = new TreeSet<>(old.keySet());
    gone.removeAll(now.keySet());
    var added = new TreeSet<>(now.keySet());
    added.removeAll(old.keySet());
    var changed = new ArrayList<Change>();
    old.forEach((name, flag) -> {
      if (now.containsKey(name)) {
        changed.addAll(changes(flag, now.getOrDefault(name, flag)));
      }
    });
    return new EngineDiff(
        List.copyOf(gone), List.copyOf(added), changed, broken(catalog, before, after));
  }

  private static TreeMap<String, Flag> byName(EngineVersion version) {
    return version.flags().all().stream()
        .collect(Collectors.toMap(Flag::name, flag -> flag, (a, _) -> a, TreeMap::new));
  }

  private static List<Change> changes(Flag before, Flag after) {
    var changes = new ArrayList<Change>();
    add(changes, before, "type", type(before), type(after));
    add(
        changes,
        before,
        negations(before, after) ? "negation" : "names",
        names(before, after),
        names(after, before));
    add(
        changes,
        before,
        "choices",
        without(before.choices(), after.choices()),
        without(after.choices(), before.choices()));
    add(changes, before, "default", before.defaultValue(), after.defaultValue());
    add(changes, before, "deprecated", yes(before.deprecated()), yes(after.deprecated()));
    add(changes, before, "secret", yes(before.secret()), yes(after.secret()));
    return changes;
  }

  private static void add(
      List<Change> changes, Flag flag, String what, String before, String after) {
    if (!before.equals(after)) {
      changes.add(new Change(flag.name(), what, before, after));
    }
  }

  private static String type(Flag flag) {
    var name = flag.type().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    return flag.list() ? name + " list" : name;
  }

  /// The other names that only `flag` has; one that is an alias here and the negation there counts
  /// as the same.
  private static String names(Flag flag, Flag other) {
    return without(others(flag), others(other));
  }

  private static boolean negations(Flag before, Flag after) {
    return Stream.of(names(before, after), names(after, before))
        .flatMap(names -> Stream.of(names.split(", ")))
        .allMatch(
            name -> name.isEmpty() || Names.negates(before, name) || Names.negates(after, name));
  }

  private static List<String> others(Flag flag) {
    var names = new ArrayList<>(flag.aliases());
    if (!flag.negation().isEmpty()) {
      names.add(flag.negation());
    }
    return names;
  }

  private static String without(List<String> all, List<String> others) {
    var rest = new LinkedHashSet<>(all);
    rest.removeAll(others);
    return String.join(", ", rest);
  }

  private static String yes(boolean value) {
    return value ? "yes" : "no";
  }

  private static List<Broken> broken(Catalog catalog, EngineVersion before, EngineVersion after) {
    var broken = new ArrayList<Broken>();
    for (var recipe : catalog.recipes()) {
      var quantised = quantised(catalog, recipe);
      var columns = recipe.engines().getOrDefault(after.engine(), new TreeMap<>());
      columns.forEach((gpus, column) -> {
        var known = errors(before, quantised, column);
        errors(after, quantised, column).stream()
            .filter(message -> column.enabled() && !known.contains(message))
            .forEach(message -> broken.add(new Broken(recipe.id(), gpus, message)));
      });
    }
    return broken;
  }

  private static boolean quantised(Catalog catalog, Recipe recipe) {
    return catalog
        .model(recipe.modelId())
        .flatMap(model -> model.checkpoint(recipe.checkpointId()))
        .map(Checkpoint::quantization)
        .filter(method -> !method.equals("none"))
        .isPresent();
  }

  private static List<String> errors(
      EngineVersion version, boolean quantised, Configuration column) {
    var context = FlagContext.of(version, quantised, 0);
    return FlagLayers.merge(context, List.of(FlagLayer.recipe("args", column.args())))
        .problems()
        .stream()
        .filter(Problem::isError)
        .map(problem -> problem.path() + ": " + problem.code())
        .toList();
  }
}
