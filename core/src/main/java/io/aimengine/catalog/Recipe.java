package io.aimengine.catalog;

import io.aimengine.api.Mark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Settings for one model checkpoint on one accelerator, per engine and GPU count. `engineVersions`
/// says for which versions each engine's columns are meant; the newest known one of them is used,
/// and the newest known of all for an engine without an entry.
public record Recipe(
    String id,
    String modelId,
    String checkpointId,
    String hardware,
    Precision precision,
    Origin origin,
    String rationale,
    List<Evidence> evidence,
    Map<EngineVersion.Engine, VersionRange> engineVersions,
    Map<EngineVersion.Engine, SortedMap<Integer, Configuration>> engines,
    Mark mark) {

  /// Where a recipe comes from, best first: the order the planner prefers.
  public enum Origin {
    /// a run of this very configuration is attached
    TESTED,
    /// a vendor published figures for it
    PUBLISHED,
    /// written by hand with a rationale
    CURATED,
    /// computed, never run
    GENERATED
  }

  /// A measured or published figure and where it is from. `tokensPerSecond` is total output. `note`
  /// says how that run differs from this recipe.
  public record Evidence(
      int gpuCount,
      EngineVersion.Engine engine,
      String engineVersion,
      String image,
      int inputTokens,
      int outputTokens,
      int concurrency,
      double tokensPerSecond,
      String note,
      String source) {}

  /// One column of a recipe. `args` maps a flag to its value; a switch maps to "". Order is kept.
  public record Configuration(
      boolean enabled, Map<String, String> args, Map<String, String> env, Optional<String> why) {
    public Configuration {
      args = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(args));
      env = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }
  }

  public Recipe {
    evidence = List.copyOf(evidence);
    engineVersions = Map.copyOf(engineVersions);
    var copy =
        new java.util.EnumMap<EngineVersion.Engine, SortedMap<Integer, Configuration>>(
            EngineVersion.Engine.class);
    engines.forEach(
        (e, c) -> copy.put(e, java.util.Collections.unmodifiableSortedMap(new TreeMap<>(c))));
    engines = java.util.Collections.unmodifiableMap(copy);
  }

  /// The same, its model and hardware in the spelling of the catalog where that knows them.
  Recipe spelled(Catalog catalog) {
    var model = catalog.model(modelId).map(Model::id).orElse(modelId);
    var accelerator = catalog.accelerator(hardware).map(Accelerator::name).orElse(hardware);
    return model.equals(modelId) && accelerator.equals(hardware)
        ? this
        : new Recipe(
            id,
            model,
            checkpointId,
            accelerator,
            precision,
            origin,
            rationale,
            evidence,
            engineVersions,
            engines,
            mark);
  }

  /// The column of an engine and GPU count, if the recipe has one, enabled or not.
  public Optional<Configuration> configuration(EngineVersion.Engine engine, int gpus) {
    return Optional.ofNullable(engines.get(engine))
        .flatMap(columns -> Optional.ofNullable(columns.get(gpus)));
  }
}
