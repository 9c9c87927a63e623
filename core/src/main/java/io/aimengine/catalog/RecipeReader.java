package io.aimengine.catalog;

import io.aimengine.api.Mark;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Recipe.Configuration;
import io.aimengine.catalog.Recipe.Evidence;
import io.aimengine.catalog.Recipe.Origin;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes a Recipe of a valid recipe file. `true` without quotes is a switch and has no value;
/// `false` stays a word, since a switch may be on by default: only the engine's flag table can tell
/// how it is switched off. So does a text `"true"`, as the reference writes its switches.
final class RecipeReader {
  /// What a recipe without an origin is: someone wrote it.
  private static final String WRITTEN = "written by hand, no rationale given";

  private RecipeReader() {}

  /// The model as written: some dialects give only one of the two ids.
  static String model(Fields in) {
    return in.optional("model_id").orElse(in.text("huggingface_id"));
  }

  /// Model and hardware as the file spells them.
  static Recipe read(Fields in, Mark mark) {
    var engines = new EnumMap<Engine, SortedMap<Integer, Configuration>>(Engine.class);
    var versions = new EnumMap<Engine, VersionRange>(Engine.class);
    for (var engine : Engine.values()) {
      if (in.has(engine.id() + "_serve")) {
        engines.put(engine, configurations(in.map(engine.id() + "_serve", f -> f)));
      }
      in.child("engine_versions")
          .optional(engine.id())
          .ifPresent(range -> versions.put(engine, VersionRange.of(range)));
    }
    return new Recipe(
        in.text("recipe_id"),
        model(in),
        in.optional("huggingface_id").orElse(in.text("model_id")),
        in.text("hardware"),
        Fields.precision(in.text("precision")),
        in.optional("origin").map(o -> Fields.constant(Origin.class, o)).orElse(Origin.CURATED),
        in.optional("rationale").orElse(WRITTEN),
        in.list("evidence", RecipeReader::evidence),
        versions,
        engines,
        mark);
  }

  private static SortedMap<Integer, Configuration> configurations(Map<String, Fields> columns) {
    var configurations = new TreeMap<Integer, Configuration>();
    columns.forEach((key, column) ->
        configurations.put(
            Integer.valueOf(key.substring(0, key.indexOf('_'))),
            new Configuration(
                column.flag("enabled"),
                column.map("args", RecipeReader::argument),
                column.map("env", f -> f.node().asText()),
                column.optional("why"))));
    return configurations;
  }

  private static String argument(Fields in) {
    var value = in.node();
    return value.isBoolean() && value.booleanValue() ? "" : value.asText();
  }

  private static Evidence evidence(Fields in) {
    return new Evidence(
        in.integer("gpu_count"),
        EngineReader.engine(in.text("engine")),
        in.text("engine_version"),
        in.text("image"),
        in.integer("input_tokens"),
        in.integer("output_tokens"),
        in.integer("concurrency"),
        in.number("tokens_per_second"),
        in.text("note"),
        in.text("source"));
  }
}
