package io.aimengine.catalog;

import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.catalog.Model.Architecture;
import io.aimengine.catalog.Model.Parsers;
import io.aimengine.catalog.Model.Vision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes a Model of a valid `models/*.yaml`.
final class ModelReader {
  private ModelReader() {}

  static Model read(Fields in) {
    var id = in.text("model_id");
    var checkpoints = new ArrayList<Checkpoint>();
    checkpoints.add(checkpoint(in.child("checkpoint"), id, in.flag("gated")));
    checkpoints.addAll(in.list("variants", v -> checkpoint(v, v.text("id"), v.flag("gated"))));
    return new Model(
        id,
        in.texts("aliases"),
        in.text("name"),
        in.text("builder"),
        in.text("family"),
        in.text("size"),
        Fields.constant(Model.Task.class, in.text("task")),
        architecture(in.child("architecture")),
        checkpoints,
        in.map("parsers", p -> new Parsers(p.optional("tool_call"), p.optional("reasoning"))),
        Licences.id(in.text("license")),
        in.flag("gated"),
        in.text("readiness_level"),
        in.texts("tags"),
        in.text("description"),
        card(in.child("model_card")),
        in.text("note"),
        in.texts("unsure"),
        in.texts("sources"));
  }

  /// A description over a model that is known: what it says replaces, the figures stay.
  static Model over(Fields in, Model base) {
    var aliases = new ArrayList<>(base.aliases());
    if (base.checkpoint(in.text("model_id")).isEmpty()) {
      aliases.add(in.text("model_id"));
    }
    return new Model(
        base.id(),
        aliases,
        in.optional("name").orElse(base.name()),
        in.optional("builder").orElse(base.builder()),
        in.optional("family").orElse(base.family()),
        in.optional("size").orElse(base.size()),
        base.task(),
        base.architecture(),
        base.checkpoints(),
        base.parsers(),
        in.optional("license").map(Licences::id).orElse(base.licence()),
        base.gated(),
        in.optional("readiness_level").orElse(base.readiness()),
        in.has("tags") ? in.texts("tags") : base.tags(),
        in.optional("description").orElse(base.description()),
        in.has("model_card") ? card(in.child("model_card")) : base.card(),
        in.optional("note").orElse(base.note()),
        base.unsure(),
        base.sources());
  }

  private static ModelCard card(Fields in) {
    return new ModelCard(
        in.text("overview"),
        in.texts("intended_use"),
        in.texts("limitations"),
        in.text("training_data"),
        in.texts("evaluation"),
        in.texts("known_issues"),
        in.texts("references"));
  }

  private static Checkpoint checkpoint(Fields in, String id, boolean gated) {
    return new Checkpoint(
        id,
        Fields.precision(in.text("precision")),
        in.text("quantization"),
        Fields.constant(Checkpoint.Format.class, in.text("format")),
        in.longInteger("weights_bytes"),
        in.integer("block_size"),
        in.optional("kv_cache").map(Fields::precision),
        in.list(
            "artifacts",
            a -> new Artifact(a.text("uri"), a.longInteger("bytes"), a.text("sha256"))),
        gated,
        in.text("note"),
        in.texts("unsure"),
        in.texts("sources"));
  }

  private static Architecture architecture(Fields in) {
    return new Architecture(
        in.text("class"),
        in.longInteger("parameters"),
        in.longInteger("active_parameters"),
        in.integer("layers"),
        in.integer("hidden_size"),
        in.integer("attention_heads"),
        in.integer("kv_heads"),
        in.integer("head_dim"),
        in.integer("intermediate_size"),
        in.integer("vocab_size"),
        in.integer("context_length"),
        in.flag("tied_embeddings"),
        in.flag("multimodal"),
        in.integer("mtp_layers"),
        attention(in),
        in.has("experts") ? Optional.of(experts(in.child("experts"))) : Optional.empty(),
        in.has("vision") ? Optional.of(vision(in.child("vision"))) : Optional.empty());
  }

  /// One group of all layers, or a list of groups.
  private static List<Attention> attention(Fields arch) {
    var written = arch.list("attention", group -> group);
    return arch.child("attention").has("kind")
        ? List.of(group(arch, arch.child("attention")))
        : written.stream().map(group -> group(arch, group)).toList();
  }

  private static Attention group(Fields arch, Fields in) {
    var layers = in.integer("layers", arch.integer("layers"));
    return switch (in.text("kind")) {
      case "sliding" -> new Attention.Sliding(layers, heads(arch, in), in.integer("window"));
      case "chunked" -> new Attention.Chunked(layers, heads(arch, in), in.integer("chunk"));
      case "latent" ->
          new Attention.Latent(
              layers, in.integer("rank"), in.integer("rope_dim"), in.integer("index_dim"));
      case "linear" -> new Attention.Linear(layers, in.longInteger("state_bytes"));
      case "none" -> new Attention.None(layers);
      default -> new Attention.Full(layers, heads(arch, in));
    };
  }

  private static Attention.Heads heads(Fields arch, Fields in) {
    var dim = in.integer("head_dim", arch.integer("head_dim"));
    return new Attention.Heads(
        in.integer("kv_heads", arch.integer("kv_heads")), dim, in.integer("value_dim", dim));
  }

  private static Vision vision(Fields in) {
    return new Vision(in.longInteger("parameters"), in.integer("image_tokens"));
  }

  private static Experts experts(Fields in) {
    return new Experts(
        in.integer("count"),
        in.integer("per_token"),
        in.integer("shared"),
        in.integer("intermediate"),
        in.integer("dense_layers"),
        in.integer("every", 1));
  }
}
