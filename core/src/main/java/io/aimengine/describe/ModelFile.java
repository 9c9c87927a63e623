package io.aimengine.describe;

import io.aimengine.catalog.Attention;
import io.aimengine.catalog.Attention.Heads;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Model.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes a model as a catalog file, with what is not certain as comments.
public final class ModelFile {
  private ModelFile() {}

  /// `models/qwen3-32b.yaml`.
  public static String path(Model model) {
    return "models/" + stem(model) + ".yaml";
  }

  static String stem(Model model) {
    return model
        .id()
        .substring(model.id().lastIndexOf('/') + 1)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9.-]", "-")
        .replaceAll("^[^a-z0-9]+", "");
  }

  /// `remarks` are those of the description.
  public static String text(Model model, List<String> remarks) {
    var out = new YamlText();
    out.comment(
        "Described by `aim-engine generate recipe` from the model's own files; nobody has read it.");
    remarks.forEach(remark -> out.comment("unsure: " + remark));
    out.field("model_id", model.id());
    if (!model.aliases().isEmpty()) {
      out.list("aliases", model.aliases());
    }
    out.field("name", model.name())
        .field("builder", model.builder())
        .field("family", model.family())
        .field("size", model.size())
        .field("task", model.task().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .field("description", model.description())
        .field("license", model.licence())
        .field("gated", model.gated())
        .field("readiness_level", model.readiness())
        .list("tags", model.tags())
        .line("architecture:");
    architecture(out, model.architecture());
    out.line("checkpoint:");
    checkpoint(out, "  ", model.own());
    variants(out, model);
    parsers(out, model);
    if (!model.note().isEmpty()) {
      out.field("note", model.note());
    }
    out.list("unsure", model.unsure()).line("sources:");
    model.sources().forEach(source -> out.line("  - " + YamlText.quoted(source)));
    return out.text();
  }

  private static void architecture(YamlText out, Architecture arch) {
    out.field("  class", arch.className())
        .field("  parameters", arch.parameters())
        .field("  active_parameters", arch.active())
        .field("  layers", arch.layers())
        .field("  hidden_size", arch.hidden())
        .field("  attention_heads", arch.heads())
        .field("  kv_heads", arch.kvHeads())
        .field("  head_dim", arch.headDim())
        .field("  intermediate_size", arch.intermediate())
        .field("  vocab_size", arch.vocab())
        .field("  context_length", arch.context())
        .field("  tied_embeddings", arch.tiedEmbeddings());
    if (arch.multimodal()) {
      out.field("  multimodal", true);
    }
    if (arch.mtpLayers() > 0) {
      out.field("  mtp_layers", arch.mtpLayers());
    }
    attention(out, arch);
    arch.experts()
        .ifPresent(e ->
            out.line(
                "  experts: {count: %d, per_token: %d, shared: %d, intermediate: %d, dense_layers: %d, every: %d}"
                    .formatted(
                        e.count(),
                        e.perToken(),
                        e.shared(),
                        e.intermediate(),
                        e.denseLayers(),
                        e.every())));
    arch.vision()
        .ifPresent(v ->
            out.line(
                "  vision: {parameters: "
                    + v.parameters()
                    + (v.imageTokens() > 0 ? ", image_tokens: " + v.imageTokens() : "")
                    + "}"));
  }

  private static void attention(YamlText out, Architecture arch) {
    if (arch.attention().size() == 1) {
      out.line("  attention: {" + group(arch, arch.attention().getFirst()) + "}");
      return;
    }
    out.line("  attention:");
    for (var group : arch.attention()) {
      out.line("    - {" + group(arch, group) + ", layers: " + group.layers() + "}");
    }
  }

  private static String group(Architecture arch, Attention group) {
    return switch (group) {
      case Attention.Full(_, var heads) -> "kind: full" + heads(arch, heads);
      case Attention.Sliding(_, var heads, var window) ->
          "kind: sliding, window: " + window + heads(arch, heads);
      case Attention.Chunked(_, var heads, var chunk) ->
          "kind: chunked, chunk: " + chunk + heads(arch, heads);
      case Attention.Latent(_, var rank, var ropeDim, var indexDim) ->
          "kind: latent, rank: "
              + rank
              + ", rope_dim: "
              + ropeDim
              + (indexDim > 0 ? ", index_dim: " + indexDim : "");
      case Attention.Linear(_, var state) -> "kind: linear, state_bytes: " + state;
      case Attention.None _ -> "kind: none";
    };
  }

  /// Only what differs from the model's own heads.
  private static String heads(Architecture arch, Heads heads) {
    var parts = new ArrayList<String>();
    if (heads.kv() != arch.kvHeads()) {
      parts.add(", kv_heads: " + heads.kv());
    }
    if (heads.keyDim() != arch.headDim()) {
      parts.add(", head_dim: " + heads.keyDim());
    }
    if (heads.valueDim() != heads.keyDim()) {
      parts.add(", value_dim: " + heads.valueDim());
    }
    return String.join("", parts);
  }

  private static void checkpoint(YamlText out, String indent, Checkpoint checkpoint) {
    out.field(indent + "precision", checkpoint.precision().id())
        .field(indent + "quantization", checkpoint.quantization())
        .field(indent + "format", checkpoint.format().name().toLowerCase(Locale.ROOT))
        .line(
            indent
                + "weights_bytes: "
                + checkpoint.weightsBytes()
                + gib(checkpoint.weightsBytes()));
    if (checkpoint.blockSize() > 0) {
      out.field(indent + "block_size", checkpoint.blockSize());
    }
    checkpoint.kvCache().ifPresent(kv -> out.field(indent + "kv_cache", kv.id()));
    var artifacts =
        checkpoint.artifacts().stream()
            .map(a ->
                "{uri: "
                    + YamlText.quoted(a.uri())
                    + (a.bytes() > 0 ? ", bytes: " + a.bytes() : "")
                    + "}")
            .collect(Collectors.joining(", "));
    out.line(indent + "artifacts: [" + artifacts + "]");
    if (!checkpoint.note().isEmpty()) {
      out.field(indent + "note", checkpoint.note());
    }
    if (!checkpoint.unsure().isEmpty()) {
      out.list(indent + "unsure", checkpoint.unsure());
    }
    out.list(indent + "sources", checkpoint.sources());
  }

  private static void variants(YamlText out, Model model) {
    var variants = model.checkpoints().subList(1, model.checkpoints().size());
    if (variants.isEmpty()) {
      return;
    }
    out.line("variants:");
    for (var variant : variants) {
      out.field("  - id", variant.id()).field("    gated", variant.gated());
      checkpoint(out, "    ", variant);
    }
  }

  private static void parsers(YamlText out, Model model) {
    var lines = new ArrayList<String>();
    model.parsers().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(entry -> {
          var parts = new ArrayList<String>();
          entry.getValue().toolCall().ifPresent(p -> parts.add("tool_call: " + p));
          entry.getValue().reasoning().ifPresent(p -> parts.add("reasoning: " + p));
          if (!parts.isEmpty()) {
            lines.add("  " + entry.getKey() + ": {" + String.join(", ", parts) + "}");
          }
        });
    if (!lines.isEmpty()) {
      out.line("parsers:");
      lines.forEach(out::line);
    }
  }

  private static String gib(long bytes) {
    return bytes > 0
        ? String.format(Locale.ROOT, "  # %.1f GiB", bytes / (double) (1L << 30))
        : "  # not known: estimated from the parameters";
  }
}
