package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.Attention;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.ModelCard;
import io.aimengine.catalog.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// All that the catalog knows of a model.
record ModelView(Model model, Catalog catalog) implements View {
  private static final double GIB = 1 << 30;

  /// Engine versions that know the model's class.
  private List<String> engines() {
    return catalog.engines().stream()
        .filter(version -> version.architectures().contains(model.architecture().className()))
        .map(EngineVersion::label)
        .toList();
  }

  @Override
  public JsonNode json() {
    var data =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", model.id())
            .put("name", model.name())
            .put("builder", model.builder())
            .put("family", model.family())
            .put("size", model.size())
            .put("task", ModelList.task(model))
            .put("licence", model.licence())
            .put("gated", model.gated())
            .put("readiness", model.readiness())
            .put("description", model.description())
            .put("note", model.note());
    texts(data, "aliases", model.aliases());
    texts(data, "tags", model.tags());
    architecture(data.putObject("architecture"));
    var checkpoints = data.putArray("checkpoints");
    model.checkpoints().forEach(one -> checkpoint(checkpoints.addObject(), one));
    var parsers = data.putObject("parsers");
    new TreeMap<>(model.parsers())
        .forEach((engine, names) -> {
          var object = parsers.putObject(engine);
          names.toolCall().ifPresent(name -> object.put("tool_call", name));
          names.reasoning().ifPresent(name -> object.put("reasoning", name));
        });
    texts(data, "engines", engines());
    texts(data, "recipes", catalog.recipes(model.id()).stream().map(Recipe::id).toList());
    card(data.putObject("model_card"));
    texts(data, "unsure", model.unsure());
    texts(data, "sources", model.sources());
    return data;
  }

  void architecture(ObjectNode object) {
    var known = model.architecture();
    object
        .put("class", known.className())
        .put("parameters", known.parameters())
        .put("active_parameters", known.active())
        .put("layers", known.layers())
        .put("hidden_size", known.hidden())
        .put("attention_heads", known.heads())
        .put("kv_heads", known.kvHeads())
        .put("head_dim", known.headDim())
        .put("vocab_size", known.vocab())
        .put("context_length", known.context())
        .put("multimodal", known.multimodal());
    texts(object, "attention", attention());
  }

  private static void checkpoint(ObjectNode object, Checkpoint one) {
    object
        .put("id", one.id())
        .put("precision", one.precision().id())
        .put("quantization", one.quantization())
        .put("format", one.format().name().toLowerCase(Locale.ROOT))
        .put("weights_bytes", one.weightsBytes())
        .put("gated", one.gated())
        .put("note", one.note());
    texts(object, "artifacts", one.artifacts().stream().map(Checkpoint.Artifact::uri).toList());
    texts(object, "unsure", one.unsure());
    texts(object, "sources", one.sources());
  }

  private void card(ObjectNode object) {
    var card = model.card();
    object.put("overview", card.overview());
    texts(object, "intended_use", card.intendedUse());
    texts(object, "limitations", card.limitations());
    object.put("training_data", card.trainingData());
    texts(object, "evaluation", card.evaluation());
    texts(object, "known_issues", card.knownIssues());
    texts(object, "references", card.references());
  }

  static void texts(ObjectNode object, String key, List<String> texts) {
    var array = object.putArray(key);
    texts.forEach(array::add);
  }

  @Override
  public void print(Terminal terminal) {
    terminal.line(
        terminal.paint(Terminal.Colour.BOLD, model.id())
            + "  "
            + String.join(
                ", ", List.of(model.name(), model.builder(), model.family() + " family")));
    row(terminal, "", model.description());
    row(terminal, "task", ModelList.task(model));
    row(terminal, "licence", model.licence() + (model.gated() ? ", gated: needs HF_TOKEN" : ""));
    figures(terminal);
    row(terminal, "note", model.note());
    row(terminal, "engines", String.join(", ", engines()));
    row(terminal, "parsers", String.join("; ", parsers()));
    row(terminal, "also called", String.join(", ", model.aliases()));
    model.checkpoints().forEach(one -> row(terminal, "weights", line(one)));
    var recipes = catalog.recipes(model.id()).stream().map(Recipe::id).toList();
    row(
        terminal,
        "recipes",
        recipes.isEmpty()
            ? "none in the catalog; generated on demand: aim-engine list recipes " + model.id()
            : String.join(", ", recipes));
    card(terminal, model.card());
    model.unsure().forEach(text -> row(terminal, "unsure", text));
    model.sources().forEach(text -> row(terminal, "source", text));
  }

  /// What the planner reckons with.
  void figures(Terminal terminal) {
    row(terminal, "size", size());
    row(terminal, "layers", String.join("; ", attention()));
    row(terminal, "class", model.architecture().className());
    row(
        terminal,
        "context",
        String.format(Locale.ROOT, "%,d tokens", model.architecture().context()));
  }

  private static void card(Terminal terminal, ModelCard card) {
    row(terminal, "overview", card.overview());
    card.intendedUse().forEach(text -> row(terminal, "for", text));
    card.limitations().forEach(text -> row(terminal, "limitation", text));
    row(terminal, "trained on", card.trainingData());
    card.evaluation().forEach(text -> row(terminal, "evaluation", text));
    card.knownIssues().forEach(text -> row(terminal, "known issue", text));
    card.references().forEach(text -> row(terminal, "reference", text));
  }

  /// Nothing where nothing is known.
  static void row(Terminal terminal, String label, String text) {
    if (!text.isEmpty()) {
      terminal.paragraph(String.format(Locale.ROOT, "  %-12s", label), text);
    }
  }

  private String size() {
    var known = model.architecture();
    var active =
        known.active() == known.parameters()
            ? ""
            : String.format(Locale.ROOT, ", %,d active for each token", known.active());
    var experts =
        known
            .experts()
            .map(e ->
                String.format(Locale.ROOT, ", %d of %d experts", e.perToken(), e.count())
                    + (e.shared() > 0 ? " and " + e.shared() + " shared" : ""))
            .orElse("");
    return String.format(Locale.ROOT, "%s: %,d parameters", model.size(), known.parameters())
        + active
        + experts;
  }

  private List<String> attention() {
    return model.architecture().attention().stream().map(ModelView::group).toList();
  }

  private static String group(Attention attention) {
    var layers = attention.layers() + (attention.layers() == 1 ? " layer " : " layers ");
    return layers
        + switch (attention) {
          case Attention.Full(_, var heads) -> "of full attention, " + heads(heads);
          case Attention.Sliding(_, var heads, var window) ->
              String.format(Locale.ROOT, "of a %,d-token window, ", window) + heads(heads);
          case Attention.Chunked(_, var heads, var chunk) ->
              String.format(Locale.ROOT, "of %,d-token chunks, ", chunk) + heads(heads);
          case Attention.Latent(_, var rank, var rope, _) ->
              "of latent attention, " + (rank + rope) + " values per token";
          case Attention.Linear _ -> "of linear attention, the same for any length";
          case Attention.None _ -> "that keep nothing";
        };
  }

  private static String heads(Attention.Heads heads) {
    return heads.kv() + " KV heads of " + heads.keyDim();
  }

  private List<String> parsers() {
    var lines = new ArrayList<String>();
    new TreeMap<>(model.parsers())
        .forEach((engine, names) -> {
          var parts = new ArrayList<String>();
          names.toolCall().ifPresent(name -> parts.add("tool calls " + name));
          names.reasoning().ifPresent(name -> parts.add("reasoning " + name));
          if (!parts.isEmpty()) {
            lines.add(engine + " " + String.join(", ", parts));
          }
        });
    return lines;
  }

  private static String line(Checkpoint one) {
    var bytes =
        one.weightsBytes() > 0
            ? String.format(Locale.ROOT, ", %.1f GiB", one.weightsBytes() / GIB)
            : "";
    var scheme = one.quantization().equals("none") ? "" : " (" + one.quantization() + ")";
    return one.id()
        + ", "
        + one.precision().id()
        + scheme
        + bytes
        + (one.gated() ? ", gated" : "")
        + (one.note().isEmpty() ? "" : "; " + one.note())
        + (one.unsure().isEmpty() ? "" : "; unsure: " + String.join(", ", one.unsure()));
  }
}
