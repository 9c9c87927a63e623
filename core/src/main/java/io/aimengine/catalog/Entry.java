package io.aimengine.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.api.Mark;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// One file of a catalog before it is made into a record: what it is found by, and its content when
/// asked. `names` are lower case, the id first; a recipe's second name is its `model_id` as
/// written. `written` is the tree it came from, empty for a packed one. A recipe that was read from
/// a text is kept as such, and its tree is made again for the few that ask: catalogs have
/// thousands.
record Entry(
    Kind kind,
    String id,
    List<String> names,
    Mark mark,
    Supplier<Optional<YamlNode>> written,
    Supplier<JsonNode> content,
    Optional<Recipe> recipe) {

  /// The kinds of file, each with a folder and a schema.
  enum Kind {
    ACCELERATOR("accelerators"),
    ENGINE("engines"),
    FLAGS("engines"),
    MODEL("models"),
    RECIPE("recipes"),
    MEASUREMENT("measurements");

    private final String folder;

    Kind(String folder) {
      this.folder = folder;
    }

    String folder() {
      return folder;
    }

    /// The name of its schema, as in `accelerator.schema.json`.
    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Entry {
    names = List.copyOf(names);
  }

  /// An entry that keeps its tree.
  static Entry of(Kind kind, YamlNode written) {
    var content = written.toJson();
    var tree = Optional.of(written);
    return of(kind, new Fields(content), written.mark(), () -> tree, () -> content);
  }

  /// A recipe that keeps no tree but what it says; `again` reads the tree another time.
  static Entry recipe(YamlNode written, Supplier<YamlNode> again) {
    var in = new Fields(written.toJson());
    return of(
        Kind.RECIPE,
        in,
        written.mark(),
        () -> Optional.of(again.get()),
        () -> again.get().toJson());
  }

  /// Reads id and names from the content.
  private static Entry of(
      Kind kind,
      Fields in,
      Mark mark,
      Supplier<Optional<YamlNode>> written,
      Supplier<JsonNode> content) {
    var names =
        switch (kind) {
          case ACCELERATOR -> and(in.text("name"), in.texts("device_ids"));
          case ENGINE, FLAGS -> List.of(in.text("engine") + " " + in.text("version"));
          case MODEL -> modelNames(in);
          case RECIPE -> List.of(in.text("recipe_id"), RecipeReader.model(in));
          case MEASUREMENT -> List.of(in.text("measurement_id"));
        };
    var keys = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    var recipe =
        kind == Kind.RECIPE ? Optional.of(RecipeReader.read(in, mark)) : Optional.<Recipe>empty();
    return new Entry(kind, names.getFirst(), keys, mark, written, content, recipe);
  }

  /// Where a top-level field or one below it is written; the entry's own place when it is not.
  Mark place(String... path) {
    var node = written.get();
    for (var key : path) {
      node = node.flatMap(n -> n instanceof YamlNode.Mapping m ? m.get(key) : Optional.empty());
    }
    return node.map(YamlNode::mark).orElse(mark);
  }

  private static List<String> modelNames(Fields in) {
    var names = and(in.text("model_id"), in.texts("aliases"));
    in.list("variants", v -> v.text("id")).forEach(names::add);
    return names;
  }

  private static List<String> and(String first, List<String> others) {
    var all = new ArrayList<String>();
    all.add(first);
    all.addAll(others);
    return all;
  }
}
