package io.aimengine.catalog;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Problem;
import io.aimengine.catalog.CatalogSchemas.Objected;
import io.aimengine.catalog.Entry.Kind;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is left of a document that its schema refuses once the refused parts are out, so that the
/// rest is checked at the same time. A whole configuration goes with its refused part. `filled` are
/// fields at the top that had to be put in for what a recipe must have: nothing is to be said of
/// those.
public record Remainder(CatalogDocument document, Set<String> filled) {
  /// Taking one part out may show the next; a document has few levels.
  private static final int ROUNDS = 8;

  private static final Map<String, String> FILLING =
      Map.of(
          "recipe_id", "recipe",
          "model_id", "model",
          "hardware", "hardware",
          "precision", Precision.BF16.id());

  public Remainder {
    filled = Set.copyOf(filled);
  }

  /// Empty when nothing that can be checked is left.
  static Optional<Remainder> of(CatalogDocument document) {
    // the schema's validator throws on figures that are not finite
    if (document.ok()
        || document.kind().isEmpty()
        || document.problems().stream().anyMatch(p -> p.code().equals("catalog.number"))) {
      return Optional.empty();
    }
    var kind = Fields.constant(Kind.class, document.kind());
    var filled = new HashSet<String>();
    var left = document.node();
    for (var round = 0; round < ROUNDS && left instanceof Mapping root; round++) {
      var refused = CatalogSchemas.places(kind, root);
      if (refused.isEmpty()) {
        return Optional.of(new Remainder(document.with(root), filled));
      }
      left =
          kind == Kind.RECIPE
              ? filled(without(root, refused), refused, filled)
              : without(root, refused);
    }
    return Optional.empty();
  }

  /// Whether a problem is about something that was written.
  public boolean isReal(Problem problem) {
    return !(problem.mark().equals(document.mark()) && filled.contains(problem.path()));
  }

  private static YamlNode without(Mapping root, List<Objected> refused) {
    var entries = new LinkedHashMap<>(root.entries());
    for (var place : refused) {
      if (place.keys().isEmpty()) {
        return new YamlNode.Sequence(List.of(), root.mark());
      }
      var key = place.keys().getFirst();
      var part = place.keys().size() == 1 ? "" : place.keys().get(1);
      if (root.get(key).orElse(root) instanceof Mapping m && m.entries().containsKey(part)) {
        entries.computeIfPresent(key, (_, entry) -> without(entry, part));
      } else {
        entries.remove(key);
      }
    }
    return new Mapping(entries, root.mark());
  }

  private static YamlNode.Entry without(YamlNode.Entry entry, String part) {
    if (!(entry.value() instanceof Mapping whole)) {
      return entry;
    }
    var rest = new LinkedHashMap<>(whole.entries());
    rest.remove(part);
    return new YamlNode.Entry(entry.key(), entry.keyMark(), new Mapping(rest, whole.mark()));
  }

  /// With the fields that a recipe must have and that are missing.
  private static YamlNode filled(YamlNode node, List<Objected> refused, Set<String> filled) {
    if (!(node instanceof Mapping root)) {
      return node;
    }
    var entries = new LinkedHashMap<>(root.entries());
    for (var place : refused) {
      var key = place.keys().getFirst();
      if (place.keys().size() == 1 && place.missing() && FILLING.containsKey(key)) {
        filled.add(key);
        entries.put(key, new YamlNode.Entry(key, root.mark(), text(FILLING.get(key), root)));
      }
    }
    return new Mapping(entries, root.mark());
  }

  private static YamlNode text(String word, Mapping root) {
    return new YamlNode.Scalar(word, JsonNodeFactory.instance.textNode(word), root.mark());
  }
}
