package io.aimengine.explain;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Precision;
import io.aimengine.plan.Inventory;
import io.aimengine.spec.Goal;
import io.aimengine.spec.RecipeChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The levers that may lead to a candidate, those that say most of it first.
final class Levers {
  private static final int NODE = 8;
  private static final int SHORTEST = 2048;

  private Levers() {}

  /// Wishes for the parts of what is looked for.
  static List<Lever> pins(Facets target, Question now) {
    var levers = new ArrayList<Lever>();
    target
        .engine()
        .filter(e -> !now.wishes().engines().equals(List.of(e)))
        .ifPresent(e -> levers.add(engine(e)));
    if (target.gpus().isPresent() && !now.wishes().gpuCount().equals(target.gpus())) {
      levers.add(gpus(target.gpus().getAsInt()));
    }
    target
        .precision()
        .filter(p -> now.wishes().precision().filter(p::equals).isEmpty())
        .ifPresent(p -> levers.add(precision(p)));
    target
        .hardware()
        .filter(h -> now.wishes().hardware().filter(h.name()::equalsIgnoreCase).isEmpty())
        .ifPresent(h -> levers.add(hardware(h)));
    target
        .recipe()
        .filter(name -> !name.startsWith("generated-"))
        .ifPresent(name -> levers.add(recipe(name)));
    return levers;
  }

  static List<Lever> goals(Goal now) {
    return Arrays.stream(Goal.values())
        .filter(goal -> goal != now)
        .map(goal -> {
          var id = goal.name().toLowerCase(Locale.ROOT);
          return new Lever("goal", "--goal " + id, q -> q.wishing(w -> w.withGoal(goal)));
        })
        .toList();
  }

  /// Shorter contexts below `longest`, long ones first.
  static List<Lever> contexts(int longest) {
    var levers = new ArrayList<Lever>();
    for (var c = Integer.highestOneBit(Math.max(1, longest - 1)); c >= SHORTEST; c /= 2) {
      levers.add(context(c));
    }
    return levers;
  }

  static Lever context(int tokens) {
    return new Lever("context", "--context " + tokens, q -> q.wishing(w -> w.withContext(tokens)));
  }

  static Lever engine(Engine engine) {
    return new Lever(
        "engine", "--engine " + engine.id(), q -> q.wishing(w -> w.withEngines(List.of(engine))));
  }

  static Lever gpus(int count) {
    return new Lever("gpus", "--gpu-count " + count, q -> q.wishing(w -> w.withGpuCount(count)));
  }

  static Lever precision(Precision precision) {
    return new Lever(
        "precision",
        "--precision " + precision.id(),
        q -> q.wishing(w -> w.withPrecision(precision)));
  }

  static Lever recipe(String name) {
    return new Lever(
        "recipe",
        "--recipe " + name,
        q -> q.wishing(w -> w.withRecipe(new RecipeChoice.Named(name, ""))));
  }

  private static Lever hardware(Accelerator accelerator) {
    return new Lever(
        "hardware",
        "--hardware " + accelerator.name(),
        q -> q.wishing(w -> w.withHardware(accelerator.name())));
  }

  /// A machine of so many; a wish for other hardware goes with it.
  static Lever machine(Accelerator accelerator, int count) {
    return new Lever(
        "machine",
        "--hardware " + count + "x" + accelerator.name(),
        q -> {
          var there = q.on(node(accelerator, count));
          return q.wishes().hardware().isPresent()
              ? there.wishing(w -> w.withHardware(accelerator.name()))
              : there;
        });
  }

  static Lever wholeNode(Accelerator accelerator, int atLeast) {
    return machine(accelerator, Math.max(NODE, atLeast));
  }

  /// FP8 keys and values, as each engine spells it.
  static Lever fp8Cache() {
    return arg(
        Map.of(
            Engine.VLLM,
            Map.of("--kv-cache-dtype", "fp8"),
            Engine.SGLANG,
            Map.of("--kv-cache-dtype", "fp8_e4m3")),
        "--arg --kv-cache-dtype=fp8");
  }

  static Lever arg(Map<Engine, Map<String, String>> flags, String option) {
    return new Lever("args", option, q -> q.wishing(w -> w.withArgs(over(w.args(), flags))));
  }

  private static Map<Engine, Map<String, String>> over(
      Map<Engine, Map<String, String>> base, Map<Engine, Map<String, String>> flags) {
    var all = new LinkedHashMap<Engine, Map<String, String>>();
    base.forEach((engine, args) -> all.put(engine, new LinkedHashMap<>(args)));
    flags.forEach(
        (engine, args) -> all.computeIfAbsent(engine, _ -> new LinkedHashMap<>()).putAll(args));
    return all;
  }

  static Inventory node(Accelerator accelerator, int count) {
    var devices = new Inventory.Devices(accelerator, count, count, accelerator.memoryGib(), "");
    var node = new Inventory.Node("node", 0, 0, List.of(devices));
    return new Inventory(List.of(node), count + " x " + accelerator.name());
  }

  /// A list of levers pulled one after the other.
  static Question pull(Question question, List<Lever> levers) {
    var pulled = question;
    for (var lever : levers) {
      pulled = lever.pull().apply(pulled);
    }
    return pulled;
  }

  static Optional<Lever> of(List<Lever> levers, String subject) {
    return levers.stream().filter(l -> l.subject().equals(subject)).findFirst();
  }
}
