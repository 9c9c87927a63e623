package io.aimengine.catalog.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A recipe or model on its way into the form of the schema: fields are taken out of what was
/// written and put where the schema wants them; what nobody took goes along, so that the schema can
/// say so.
final class Form {
  private final Mapping root;
  private final Map<String, Entry> fields = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  Form(Mapping root) {
    this.root = root;
  }

  /// A mapping whose fields are taken one by one.
  static final class Part {
    private final String name;
    private final Map<String, Entry> left;

    Part(String name, Mapping mapping) {
      this.name = name;
      this.left = new LinkedHashMap<>(mapping.entries());
    }

    /// The field, unless it is absent or null.
    Optional<Entry> take(String key) {
      return Optional.ofNullable(left.remove(key))
          .filter(e -> !(e.value() instanceof YamlNode.Scalar s && s.json().isNull()));
    }

    Optional<String> text(String key) {
      return take(key).flatMap(e -> Form.text(e.value()));
    }
  }

  Part part(String name, YamlNode node) {
    return new Part(name, node instanceof Mapping m ? m : new Mapping(Map.of(), node.mark()));
  }

  Part whole() {
    return part("", root);
  }

  /// Puts what was found, if it was, under the schema's name.
  void put(String key, Optional<Entry> found) {
    found.ifPresent(e -> fields.put(key, new Entry(key, e.keyMark(), e.value())));
  }

  /// One configuration of an engine: the column that a dialect describes by count and engine.
  void column(String engine, String count, Mark at, Map<String, Entry> column) {
    var serve = engine + "_serve";
    var columns = new LinkedHashMap<String, Entry>();
    if (Optional.ofNullable(fields.get(serve)).map(Entry::value).orElse(null)
        instanceof Mapping m) {
      columns.putAll(m.entries());
    }
    var key = count + "_gpu";
    if (columns.containsKey(key)) {
      problem("catalog.schema", at, engine + " has two configurations for " + count + " GPUs", "");
    }
    columns.put(key, new Entry(key, at, new Mapping(column, at)));
    fields.put(serve, new Entry(serve, at, new Mapping(columns, at)));
  }

  /// Fields that say nothing about how to serve.
  void leaveOut(Part part, String why, String... keys) {
    for (var key : keys) {
      if (part.left.remove(key) != null) {
        note((part.name.isEmpty() ? "" : part.name + ".") + key + " is left out: " + why);
      }
    }
  }

  void note(String text) {
    notes.add(text);
  }

  void problem(String code, Mark at, String message, String hint) {
    problems.add(Problem.error(code, "", at, message, hint));
  }

  /// What nobody took of a part is left out with a warning: the form is not ours to be strict
  /// about.
  void ignore(Part part) {
    for (var entry : part.left.values()) {
      problems.add(
          Problem.warning(
              "catalog.ignored",
              entry.key(),
              entry.keyMark(),
              entry.key() + " is not read",
              "take it out, or see catalog/README.md for the fields of a model"));
    }
    part.left.clear();
  }

  /// Takes over the notes and problems of a part that was a form of its own.
  void take(Form part) {
    notes.addAll(part.notes);
    problems.addAll(part.problems);
  }

  /// What nobody took of a part: the schema refuses it by name.
  void rest(Part part) {
    part.left.forEach((key, entry) -> fields.putIfAbsent(key, entry));
  }

  Written done(String dialect) {
    return new Written(new Mapping(fields, root.mark()), dialect, notes, problems);
  }

  static Optional<String> text(YamlNode node) {
    return node instanceof YamlNode.Scalar s && !s.json().isNull() && !s.text().isBlank()
        ? Optional.of(s.text().strip())
        : Optional.empty();
  }

  static Entry on(String key, Mark at) {
    return new Entry(key, at, truth(at));
  }

  /// `true` at a place where nothing like it is written.
  static YamlNode truth(Mark at) {
    return new YamlNode.Scalar("true", JsonNodeFactory.instance.booleanNode(true), at);
  }

  static YamlNode words(String text, Mark at) {
    return new YamlNode.Scalar(text, JsonNodeFactory.instance.textNode(text), at);
  }
}
