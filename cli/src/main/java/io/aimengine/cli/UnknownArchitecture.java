package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.api.Nearest;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import java.util.List;
import java.util.Locale;

/// A model whose class no engine of the catalog has: what is known of it all the same, what is
/// missing, and what can be done.
record UnknownArchitecture(Described described, Catalog catalog, GeneratedFiles files)
    implements View {
  private static final double GIB = 1 << 30;

  static boolean is(Described described, Catalog catalog) {
    var wanted = described.model().architecture().className();
    return catalog.engines().stream()
        .noneMatch(version -> version.architectures().contains(wanted));
  }

  CommandFailure failure() {
    return new CommandFailure(
            Exit.LAUNCH,
            "generate.unknown-architecture",
            "no engine of the catalog knows the architecture "
                + className()
                + " of "
                + described.model().id(),
            String.join(" ", advice()))
        .showing(this);
  }

  private String className() {
    return described.model().architecture().className();
  }

  private String engines() {
    return String.join(
        ", ", catalog.engines().stream().map(EngineVersion::label).distinct().toList());
  }

  /// Sizes of weights that nobody wrote down are counted from the parameters.
  private String weights() {
    var own = described.model().own();
    var counted = own.weightsBytes() == 0;
    return String.format(
            Locale.ROOT,
            "%s %.1f GiB as %s",
            counted ? "about" : "",
            (counted ? estimate(own) : own.weightsBytes()) / GIB,
            own.precision().id())
        .strip();
  }

  private double estimate(Checkpoint own) {
    return described.model().architecture().parameters() * (own.precision().bits() / 8.0);
  }

  private List<String> missing() {
    return List.of("an engine version that has the class; the catalog has " + engines());
  }

  private List<String> advice() {
    var classes =
        catalog.engines().stream().flatMap(v -> v.architectures().stream()).distinct().toList();
    var near =
        Nearest.of(className(), classes)
            .map(name -> " A class that is called nearly so: " + name + ".")
            .orElse("");
    return List.of(
        "If the model is of a known class under another name, write that name under architectures"
            + " in config.json."
            + near,
        "If a later engine version has it, add that version: tools/engine-flags ENGINE VERSION"
            + " (CONTRIBUTING.md).",
        "No file was written: what nobody knows to serve gets no recipe.");
  }

  @Override
  public JsonNode json() {
    var json = (ObjectNode) files.json();
    var known = json.putObject("known");
    new ModelView(described.model(), catalog).architecture(known);
    known.put("weights", weights());
    ModelView.texts(json, "missing", missing());
    ModelView.texts(json, "advice", advice());
    return json;
  }

  @Override
  public void print(Terminal terminal) {
    terminal.line("Known of " + described.model().id() + ":");
    new ModelView(described.model(), catalog).figures(terminal);
    ModelView.row(terminal, "weights", weights());
    missing().forEach(text -> ModelView.row(terminal, "missing", text));
    advice().forEach(text -> ModelView.row(terminal, "to do", text));
    files.print(terminal);
  }
}
