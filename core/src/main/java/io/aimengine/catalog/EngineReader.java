package io.aimengine.catalog;

import io.aimengine.catalog.EngineVersion.Checked;
import io.aimengine.catalog.EngineVersion.Defaults;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Image;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.EngineVersion.Probe;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Makes an EngineVersion of a valid `engines/<engine>/<version>.yaml`; its flags are read on first
/// use.
final class EngineReader {
  private EngineReader() {}

  static EngineVersion read(Fields in, FlagTable flags) {
    var defaults = in.child("defaults");
    var probe = in.child("probe");
    return new EngineVersion(
        engine(in.text("engine")),
        in.text("version"),
        Fields.constant(Platform.class, in.text("platform")),
        flags,
        in.list("images", EngineReader::image),
        new HashSet<>(in.texts("architectures")),
        in.map("quantizations", EngineReader::names),
        new Defaults(
            defaults.integer("port"),
            defaults.number("memory_fraction"),
            defaults.integer("block_size")),
        in.map("metrics", m -> m.node().asText()),
        new Probe(probe.text("health"), probe.text("metrics"), probe.integer("startup_seconds")),
        in.texts("sources"),
        in.has("checked") ? Optional.of(checked(in.child("checked"))) : Optional.empty());
  }

  static Engine engine(String id) {
    return Engine.parse(id).orElseThrow(() -> new IllegalArgumentException("no engine: " + id));
  }

  private static Checked checked(Fields in) {
    return new Checked(in.text("on"), in.integer("commands"), in.integer("wrong_flags"));
  }

  private static Image image(Fields in) {
    return new Image(
        in.text("name"), new HashSet<>(in.texts("gfx")), in.texts("command"), in.flag("verified"));
  }

  private static Set<String> names(Fields in) {
    var names = new HashSet<String>();
    in.node().forEach(name -> names.add(name.asText()));
    return names;
  }
}
