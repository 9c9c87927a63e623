package io.aimengine.catalog;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Entry.Kind;
import io.aimengine.catalog.dialect.Dialects;
import io.aimengine.catalog.dialect.Written;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Catalog files as people write them: named YAML texts made into entries, with every problem
/// found. The name tells the kind by its folder (`models/x.yaml`), or else the keys do.
///
/// `names` are the recipes that have a file to themselves, `remainders` what can be checked of
/// documents that their schemas refuse.
record CatalogText(
    List<Entry> entries,
    List<RecipeName> names,
    List<Remainder> remainders,
    List<Problem> problems) {
  static final String IN_CONFIG_MAP = " in a ConfigMap";

  CatalogText {
    entries = List.copyOf(entries);
    names = List.copyOf(names);
    remainders = List.copyOf(remainders);
    problems = List.copyOf(problems);
  }

  static CatalogText read(Map<String, String> texts) {
    var read = new TreeMap<>(texts).entrySet().parallelStream().map(CatalogText::read).toList();
    return new CatalogText(
        read.stream().flatMap(text -> text.entries().stream()).toList(),
        read.stream().flatMap(text -> text.names().stream()).toList(),
        read.stream().flatMap(text -> text.remainders().stream()).toList(),
        read.stream().flatMap(text -> text.problems().stream()).toList());
  }

  /// Texts are read side by side, since none depends on another.
  private static CatalogText read(Map.Entry<String, String> text) {
    var parsed = Yaml.parse(text.getKey(), text.getValue());
    var documents = documents(text.getKey(), text.getValue(), parsed);
    var problems = new ArrayList<>(parsed.problems());
    documents.forEach(document -> problems.addAll(document.problems()));
    return new CatalogText(
        documents.size() == 1
            ? documents.stream()
                .filter(CatalogDocument::ok)
                .map(only -> entry(only, text.getKey(), text.getValue()))
                .toList()
            : entries(documents),
        RecipeName.of(documents),
        documents.stream().flatMap(document -> document.remainder().stream()).toList(),
        problems);
  }

  /// The only document of a file: a recipe can be read from its text again.
  private static Entry entry(CatalogDocument only, String name, String text) {
    return only.kind().equals(Kind.RECIPE.id())
        ? Entry.recipe(
            only.node(), () -> documents(name, text, Yaml.parse(name, text)).getFirst().node())
        : entry(only);
  }

  /// The entries of the documents that their schemas accept.
  static List<Entry> entries(List<CatalogDocument> documents) {
    return documents.parallelStream().filter(CatalogDocument::ok).map(CatalogText::entry).toList();
  }

  private static Entry entry(CatalogDocument document) {
    var node = document.node();
    return document.kind().equals(Kind.RECIPE.id())
        ? Entry.recipe(node, () -> node)
        : Entry.of(Fields.constant(Kind.class, document.kind()), node);
  }

  /// The documents of one file; none of a file that is not YAML.
  static List<CatalogDocument> documents(String name, String text, ParsedYaml parsed) {
    var documents = new ArrayList<CatalogDocument>();
    for (var document : parsed.ok() ? parsed.documents() : List.<YamlNode>of()) {
      var inside = Dialects.inConfigMap(name, text, document);
      if (inside.isEmpty()) {
        documents.add(document(name, document));
      }
      inside.forEach(recipe -> documents.add(recipe(recipe, IN_CONFIG_MAP)));
    }
    return documents;
  }

  private static CatalogDocument document(String name, YamlNode document) {
    var kind = kind(name, document);
    if (kind.isEmpty()) {
      var unknown = List.of(unknownKind(document.mark()));
      return new CatalogDocument("", "", List.of(), document, unknown);
    }
    return kind.get() == Kind.RECIPE
        ? recipe(document, "")
        : checked(
            kind.get(),
            kind.get() == Kind.MODEL
                ? Dialects.readModel(document)
                : new Written(document, "schema", List.of(), List.of()),
            "");
  }

  /// A recipe in any dialect; `where` is said beside the dialect's name.
  static CatalogDocument recipe(YamlNode document, String where) {
    return checked(Kind.RECIPE, Dialects.read(document), where);
  }

  private static CatalogDocument checked(Kind kind, Written written, String where) {
    var problems = new ArrayList<>(written.problems());
    problems.addAll(CatalogSchemas.check(kind, written.node()));
    return new CatalogDocument(
        kind.id(), written.dialect() + where, written.translated(), written.node(), problems);
  }

  private static Optional<Kind> kind(String name, YamlNode document) {
    if (!(document instanceof YamlNode.Mapping mapping)) {
      return Optional.empty();
    }
    var keys = mapping.entries().keySet();
    var path = "/" + name.replace('\\', '/');
    if (keys.contains("flags") && keys.contains("engine")) {
      return Optional.of(Kind.FLAGS);
    }
    for (var kind : Kind.values()) {
      if (kind != Kind.FLAGS && path.contains("/" + kind.folder() + "/")) {
        return Optional.of(kind);
      }
    }
    if (Dialects.isRecipe(document)) {
      return Optional.of(Kind.RECIPE);
    }
    if (keys.contains("measurement_id")) {
      return Optional.of(Kind.MEASUREMENT);
    }
    if (keys.contains("model_id")) {
      return Optional.of(Kind.MODEL);
    }
    return keys.contains("gfx") ? Optional.of(Kind.ACCELERATOR) : Optional.empty();
  }

  private static Problem unknownKind(Mark mark) {
    return Problem.error(
        "catalog.kind",
        "",
        mark,
        "not a catalog file: neither a model, a recipe, an accelerator nor an engine",
        "put it into a folder models, recipes, accelerators or engines, or give it a recipe_id or"
            + " model_id");
  }
}
