package io.aimengine.catalog.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import io.aimengine.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model file of the reference: words, links and a card, but no figures. It is read as a new
/// description of a model that the catalog knows.
final class ReferenceModel {
  private static final List<String> TEXTS =
      List.of(
          "model_id",
          "name",
          "builder",
          "family",
          "size",
          "description",
          "license",
          "readiness_level");

  private ReferenceModel() {}

  static boolean wrote(Mapping document) {
    return document.get("architecture").isEmpty()
        && document.get("extends").isEmpty()
        && document.get("model_id").isPresent()
        && List.of("huggingface_id", "status_badges", "aim_recipes", "api_examples", "demo_assets")
            .stream()
            .anyMatch(key -> document.get(key).isPresent());
  }

  static Written read(Mapping document) {
    var form = new Form(document);
    var root = form.whole();
    var repository = root.take("huggingface_id");
    TEXTS.forEach(key -> form.put(key, root.take(key)));
    form.put("extends", repository.or(() -> document.entry("model_id")));
    form.note("architecture, checkpoints and parsers are those of the catalog's model");
    form.put("tags", tags(root.take("tags"), root.take("status_badges"), form));
    form.put("model_card", root.take("model_card").map(card -> card(card, form)));
    form.leaveOut(root, "requests go to the endpoint that is started", "endpoint", "api_examples");
    form.leaveOut(root, "recipes are found by their model_id", "aim_recipes");
    form.leaveOut(root, "nothing here shows it", "logo", "demo_assets");
    form.ignore(root);
    return form.done("reference model");
  }

  private static Optional<Entry> tags(Optional<Entry> tags, Optional<Entry> badges, Form form) {
    badges.ifPresent(_ -> form.note("status_badges are read as tags"));
    var all = new ArrayList<YamlNode>();
    for (var list : List.of(tags, badges)) {
      if (list.isPresent() && list.get().value() instanceof Sequence(var items, _)) {
        items.stream()
            .filter(item -> all.stream().noneMatch(old -> old.toJson().equals(item.toJson())))
            .forEach(all::add);
      }
    }
    return tags.or(() -> badges)
        .map(e -> new Entry("tags", e.keyMark(), new Sequence(all, e.value().mark())));
  }

  private static Entry card(Entry written, Form form) {
    var card =
        new Form(
            written.value() instanceof Mapping m ? m : new Mapping(Map.of(), written.keyMark()));
    var part = card.whole();
    for (var key : List.of("overview", "training_data")) {
      card.put(key, part.take(key));
    }
    for (var key :
        List.of("intended_use", "limitations", "evaluation", "known_issues", "references")) {
      card.put(key, part.take(key).map(list -> texts(list, form)));
    }
    card.ignore(part);
    form.take(card);
    return new Entry("model_card", written.keyMark(), card.done("").node());
  }

  /// An item such as `MMLU: 88.4` is a mapping to YAML; here it is the text that was meant.
  private static Entry texts(Entry list, Form form) {
    if (!(list.value() instanceof Sequence(var items, var mark))) {
      return list;
    }
    var texts = new ArrayList<YamlNode>();
    for (var item : items) {
      if (item instanceof Mapping m && !m.entries().isEmpty()) {
        m.entries()
            .values()
            .forEach(e ->
                texts.add(Form.words(e.key() + ": " + plain(e.value().toJson()), e.keyMark())));
        form.note("%s: %s is read as a text".formatted(list.key(), m.toJson()));
      } else {
        texts.add(item);
      }
    }
    return new Entry(list.key(), list.keyMark(), new Sequence(texts, mark));
  }

  private static String plain(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString();
  }
}
