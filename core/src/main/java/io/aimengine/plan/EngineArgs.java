package io.aimengine.plan;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Flag;
import io.aimengine.flags.CheckedArguments;
import io.aimengine.flags.FlagContext;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import io.aimengine.flags.HumanInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Engine flags by what they mean: aliases, negations and the known wrong spellings are one flag.
/// What is wrong with them `launch` reports; here they only count or do not count.
final class EngineArgs {
  private final EngineVersion engine;
  private final CheckedArguments checked;

  EngineArgs(FlagContext context, Map<String, String> written) {
    this.engine = context.engine();
    this.checked = FlagLayers.merge(context, List.of(FlagLayer.recipe("recipe.args", written)));
  }

  static FlagContext context(EngineVersion engine, Checkpoint checkpoint, double deviceGib) {
    return FlagContext.of(engine, !checkpoint.quantization().equals("none"), deviceGib);
  }

  /// `base` with `over` laid over it flag by flag; names stay as written.
  static Map<String, String> merge(
      EngineVersion engine, Map<String, String> base, Map<String, String> over) {
    var merged = new LinkedHashMap<>(base);
    over.forEach((name, value) -> {
      var identity = identity(engine, name);
      merged.keySet().removeIf(old -> identity(engine, old).equals(identity));
      merged.put(name, value);
    });
    return merged;
  }

  Optional<String> text(String name) {
    return checked.arguments().value(name).filter(value -> !value.isBlank());
  }

  /// A whole number, 32k and the like included; empty when absent or not positive.
  OptionalInt integer(String name) {
    var number = text(name).map(value -> HumanInteger.parse(engine.engine(), value));
    return number.isPresent() && number.get().isPresent() && inRange(number.get().getAsLong())
        ? OptionalInt.of((int) number.get().getAsLong())
        : OptionalInt.empty();
  }

  Optional<Double> number(String name) {
    try {
      return text(name).map(Double::valueOf).filter(Double::isFinite);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  boolean on(String name, boolean whenAbsent) {
    return checked.arguments().has(name) ? checked.arguments().isOn(name) : whenAbsent;
  }

  /// What is said of flags that this engine version does not have.
  List<String> unknown() {
    return checked.problems().stream()
        .filter(problem -> problem.code().equals("launch.unknown-flag"))
        .map(EngineArgs::said)
        .toList();
  }

  private static String said(Problem problem) {
    return problem.hint().isEmpty()
        ? problem.message()
        : problem.message() + " (" + problem.hint() + ")";
  }

  private static boolean inRange(long number) {
    return number > 0 && number <= Integer.MAX_VALUE;
  }

  private static String identity(EngineVersion engine, String name) {
    return engine.flags().find(name).map(Flag::name).orElse(name);
  }
}
