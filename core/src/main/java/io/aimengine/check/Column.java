package io.aimengine.check;

import io.aimengine.api.Mark;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Flag;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import io.aimengine.flags.FlagContext;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One enabled configuration of a recipe, in the text and as read. `versions` are those that it is
/// for, the one that it would be served by first.
record Column(
    EngineVersion.Engine engine,
    int gpus,
    Recipe.Configuration read,
    Entry written,
    List<EngineVersion> versions,
    Optional<Model> model,
    boolean quantised,
    double deviceGib) {

  /// The class that the model's config.json names, "" when the model is not known.
  String architecture() {
    return model.map(m -> m.architecture().className()).orElse("");
  }

  /// Whether the engine has that class itself.
  boolean nativeClass() {
    return versions.getFirst().architectures().contains(architecture());
  }

  String path() {
    return engine.id() + "_serve." + written.key();
  }

  Mark mark() {
    return written.keyMark();
  }

  FlagContext context(EngineVersion version) {
    return FlagContext.of(version, quantised, deviceGib);
  }

  Mapping args() {
    return mapping("args");
  }

  Mapping env() {
    return mapping("env");
  }

  private Mapping mapping(String key) {
    return Noted.entry(written.value(), key)
        .map(Entry::value)
        .filter(Mapping.class::isInstance)
        .map(Mapping.class::cast)
        .orElseGet(() -> new Mapping(Map.of(), written.value().mark()));
  }

  /// Where a flag is written, by whatever of its names.
  Optional<Entry> flag(String name) {
    var table = versions.getFirst().flags();
    var wanted = table.find(name).map(Flag::name).orElse(name);
    return args().entries().values().stream()
        .filter(e -> table.find(e.key()).map(Flag::name).orElse(e.key()).equals(wanted))
        .findFirst();
  }

  Mark mark(String flag) {
    return flag(flag).map(Entry::value).map(YamlNode::mark).orElse(mark());
  }
}
