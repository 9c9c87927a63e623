package io.aimengine.spec;

import io.aimengine.api.Nearest;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads which engines are wanted, their flags and ports: `servingEngine`, `servingEngines`,
/// `backend`, `recipe.backend`, `engineConfig`, `customArgs`, `aimFrameworkOverrides`.
final class EngineReader {
  private static final List<String> IDS = Arrays.stream(Engine.values()).map(Engine::id).toList();

  private EngineReader() {}

  static List<Engine> engines(Section spec, Section recipe) {
    return new Places<List<Engine>>("engine", EngineReader::ids)
        .add(spec, "servingEngine", named(spec, "servingEngine"))
        .add(spec, "servingEngines", named(spec, "servingEngines"))
        .add(spec, "backend", named(spec, "backend"))
        .add(recipe, "backend", named(recipe, "backend"))
        .agreed(spec.findings())
        .orElse(List.of());
  }

  private static String ids(List<Engine> engines) {
    return String.join(", ", engines.stream().map(Engine::id).toList());
  }

  /// A name, or a list of names; `auto` is no wish.
  private static Optional<List<Engine>> named(Section section, String key) {
    var engines = new ArrayList<Engine>();
    for (var text : section.texts(key)) {
      var engine = Engine.parse(text.replace(".", "").replace("-", ""));
      if (engine.isEmpty() && !text.equalsIgnoreCase("auto")) {
        var near = Nearest.hint(text, IDS);
        section.bad(
            "spec.engine",
            key,
            "'%s' is not an engine that is served".formatted(Wording.shortened(text)),
            (near.isEmpty() ? "" : near + " ") + "known: " + String.join(", ", IDS));
      }
      engine.filter(e -> !engines.contains(e)).ifPresent(engines::add);
    }
    return Optional.of(List.copyOf(engines)).filter(e -> !e.isEmpty());
  }

  /// Flags by engine. What is written for one engine wins over what is written for all, that over
  /// `aimFrameworkOverrides`. Flags for all go to the wanted engines, or to every engine.
  static Map<Engine, Map<String, String>> args(Section spec, List<Engine> engines) {
    var common = new LinkedHashMap<>(overrides(spec));
    common.putAll(ArgsReader.read(spec, "customArgs"));
    var all = new EnumMap<Engine, Map<String, String>>(Engine.class);
    for (var engine : Engine.values()) {
      var args = new LinkedHashMap<String, String>();
      if (engines.isEmpty() || engines.contains(engine)) {
        args.putAll(common);
      }
      config(spec, engine).ifPresent(c -> args.putAll(ArgsReader.read(c, "customArgs")));
      if (!args.isEmpty()) {
        all.put(engine, args);
      }
    }
    return all;
  }

  static Map<Engine, Integer> ports(Section spec, List<Engine> engines) {
    var ports = new EnumMap<Engine, Integer>(Engine.class);
    for (var engine : Engine.values()) {
      config(spec, engine).flatMap(c -> c.port("port")).ifPresent(p -> ports.put(engine, p));
      if (config(spec, engine).isPresent() && !engines.isEmpty() && !engines.contains(engine)) {
        spec.findings()
            .warning(
                "spec.unused",
                spec.section("engineConfig").path(engine.id()),
                spec.section("engineConfig").mark(engine.id()),
                "%s is configured but not among the wanted engines".formatted(engine.id()),
                "name it in servingEngines, or drop it");
      }
    }
    return ports;
  }

  private static Optional<Section> config(Section spec, Engine engine) {
    var configs = spec.section("engineConfig");
    return configs.has(engine.id()) ? Optional.of(configs.section(engine.id())) : Optional.empty();
  }

  /// Camel-case names of flags: `gpuMemoryUtilization` is `--gpu-memory-utilization`.
  private static Map<String, String> overrides(Section spec) {
    return ArgsReader.read(spec, "aimFrameworkOverrides");
  }
}
