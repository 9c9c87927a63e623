package io.aimengine.describe;

import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Model.Architecture;
import io.aimengine.catalog.Model.Task;
import io.aimengine.catalog.ModelCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a model is beside its architecture: its one checkpoint, task, names and parsers.
final class ModelFacts {
  private final ModelFiles files;
  private final Configuration config;
  private final Notes notes;

  ModelFacts(ModelFiles files, Configuration config, Notes notes) {
    this.files = files;
    this.config = config;
    this.notes = notes;
  }

  /// `stored` are the weights where their own header says all of them.
  Model model(Architecture architecture, Optional<Checkpoint> stored) {
    var checkpoint = stored.orElseGet(() -> checkpoint(architecture));
    if (stored.isPresent() && checkpoint.weightsBytes() == 0) {
      checkpoint.sources().forEach(why -> notes.unsure("checkpoint.weights_bytes", why));
    }
    var template = files.chatTemplate();
    if (template.isEmpty()) {
      template = Templates.chatTemplate(files.tokenizerConfig());
    }
    var task = task(architecture.className());
    var parsers = Templates.parsers(config.family(), template);
    if (task == Task.TEXT_GENERATION && template.isEmpty() && parsers.isEmpty()) {
      notes.unsure(
          "parsers", "no chat template at hand: tool-call and reasoning parsers are left out");
    }
    var licence = files.hub().licence();
    return new Model(
        files.id(),
        List.of(),
        name(),
        builder(),
        config.family().name().isEmpty() ? "unknown" : config.family().name(),
        size(architecture.parameters()),
        task,
        architecture,
        List.of(checkpoint),
        task == Task.TEXT_GENERATION ? parsers : java.util.Map.of(),
        licence.isEmpty() ? "unknown" : licence,
        files.hub().gated(),
        "Tech Preview",
        List.of("Generated"),
        "Described from its own files; nobody has read this description or run the model.",
        ModelCard.EMPTY,
        "",
        notes.unsure(),
        sources());
  }

  private Checkpoint checkpoint(Architecture architecture) {
    var scheme = Quantised.of(config, notes);
    var tensors = files.tensors().map(t -> t.loaded(architecture.layers()));
    var bytes = tensors.map(Tensors::bytes).orElse(files.indexBytes());
    var source =
        tensors.isPresent()
            ? "weights: sum of the tensors in the safetensors headers: "
                + tensors.get().bytesByType()
            : files.indexBytes() > 0
                ? "weights: total_size of model.safetensors.index.json"
                : "weights: not known, estimated from the parameters";
    return new Checkpoint(
        files.id(),
        scheme.precision(),
        scheme.method(),
        Format.SAFETENSORS,
        bytes,
        scheme.block(),
        scheme.kvCache(),
        List.of(new Artifact(artifact(), 0, "")),
        files.hub().gated(),
        "",
        bytes == 0 ? List.of("weights_bytes") : List.of(),
        List.of(source));
  }

  private String artifact() {
    if (files.artifact().isEmpty()) {
      notes.unsure("checkpoint.artifacts", "no weights were seen; the hub is assumed to have them");
    }
    return files.artifact().isEmpty() ? "hf://" + files.id() : files.artifact();
  }

  private Task task(String className) {
    var name = files.id().toLowerCase(Locale.ROOT);
    var hub = files.hub().task();
    if (hub.equals("text-ranking")
        || className.endsWith("ForSequenceClassification")
        || name.contains("rerank")) {
      return Task.RERANK;
    }
    var pooled = files.names().contains("modules.json") || className.endsWith("Model");
    var embeds = hub.equals("feature-extraction") || hub.equals("sentence-similarity");
    if (hub.isEmpty() && !config.family().known()) {
      notes.unsure("task", "nobody says what the model is for; taken from its class " + className);
    }
    return pooled || embeds ? Task.EMBEDDING : Task.TEXT_GENERATION;
  }

  private String name() {
    return files.id().substring(files.id().lastIndexOf('/') + 1).replace('-', ' ');
  }

  private String builder() {
    var cut = files.id().indexOf('/');
    var known = config.family().builder();
    return cut > 0 ? files.id().substring(0, cut) : known.isEmpty() ? "unknown" : known;
  }

  /// `8.2B`, `494M`.
  static String size(long parameters) {
    return parameters < 1_000_000_000
        ? Math.max(1, Math.round(parameters / 1e6)) + "M"
        : String.format(Locale.ROOT, "%.1fB", parameters / 1e9).replace(".0B", "B");
  }

  private List<String> sources() {
    var sources = new ArrayList<String>();
    sources.add("architecture: " + files.origin());
    sources.add(
        "architecture.parameters: "
            + (files.tensors().filter(t -> t.weights(16) > 0).isPresent()
                ? "counted in the headers of the weights"
                : "computed from the shapes"));
    return sources;
  }
}
