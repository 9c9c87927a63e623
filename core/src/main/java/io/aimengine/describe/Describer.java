package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.Attention;
import io.aimengine.catalog.Attention.Heads;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Experts;
import io.aimengine.catalog.Model.Architecture;
import io.aimengine.describe.Shapes.Dimensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Makes catalog facts of a config.json and the headers of its weights. What is a guess is said to
/// be one; what is missing is not guessed.
public final class Describer {
  private static final int WIDEST = 1 << 20;
  private static final long MOST_WEIGHTS = 1L << 50;
  private static final String[] KV_HEADS = {
    "num_key_value_heads", "n_head_kv", "num_kv_heads", "multi_query_group_num"
  };
  private static final String[] HEAD_DIM = {"head_dim", "kv_channels", "attention_head_dim"};

  private final ModelFiles files;
  private final Optional<Checkpoint> stored;
  private final Notes notes = new Notes();

  private Describer(ModelFiles files, Optional<Checkpoint> stored) {
    this.files = files;
    this.stored = stored;
  }

  public static Description describe(ModelFiles files) {
    return describe(files, Optional.empty());
  }

  /// The same of a GGUF file: `artifact` is the URI of the file itself.
  public static Description describe(String id, String origin, String artifact, Gguf gguf) {
    var files = GgufModel.files(id, origin, artifact, gguf);
    return describe(files, Optional.of(GgufModel.checkpoint(id, artifact, gguf)));
  }

  private static Description describe(ModelFiles files, Optional<Checkpoint> stored) {
    return ForeignJson.object(files.config())
        .map(root -> new Describer(files, stored).describe(root))
        .orElseGet(() ->
            new Description(
                Optional.empty(),
                List.of(),
                List.of("a config.json that can be read: " + ForeignJson.problem(files.config())),
                List.of()));
  }

  private Description describe(JsonNode root) {
    var config = Configuration.of(root);
    var architecture = architecture(config);
    var known = known(config);
    if (architecture.isEmpty()) {
      return new Description(Optional.empty(), known, notes.missing(), notes.remarks());
    }
    var model = new ModelFacts(files, config, notes).model(architecture.get(), stored);
    return new Description(Optional.of(model), known, notes.missing(), notes.remarks());
  }

  private Optional<Architecture> architecture(Configuration config) {
    var className = config.className();
    var layers = config.number("num_hidden_layers", "n_layer", "num_layers", "n_layers");
    var hidden = config.number("hidden_size", "n_embd", "d_model", "dim");
    var heads = config.number("num_attention_heads", "n_head", "num_heads", "n_heads");
    var vocab = config.number("vocab_size", "padded_vocab_size");
    var context = new ContextLength(config, notes).tokens();
    need(className.isEmpty(), "architectures: the model's class");
    need(layers.isEmpty(), "num_hidden_layers");
    need(hidden.isEmpty(), "hidden_size");
    need(heads.isEmpty(), "num_attention_heads");
    need(vocab.isEmpty(), "vocab_size");
    need(context.isEmpty(), "max_position_embeddings: the longest context");
    var experts = new ExpertsReader(config).experts();
    var intermediate = intermediate(config, experts, hidden.orElse(1));
    need(intermediate.isEmpty(), "intermediate_size");
    need(
        absurd(layers.orElse(1), hidden.orElse(1), heads.orElse(1), vocab.orElse(1), experts)
            || intermediate.filter(width -> width > WIDEST).isPresent(),
        "sizes that a model can have");
    if (!notes.missing().isEmpty()) {
      return Optional.empty();
    }
    if (!config.family().known()) {
      unknown(config, experts);
    }
    var made =
        new Basics(
                className,
                layers.orElse(1),
                hidden.orElse(1),
                heads.orElse(1),
                intermediate.orElse(0),
                vocab.orElse(1),
                context.orElse(1),
                experts)
            .architecture(this, config);
    need(made.parameters() < 1 || made.parameters() > MOST_WEIGHTS, "sizes that a model can have");
    return Optional.of(made).filter(_ -> notes.missing().isEmpty());
  }

  /// What is taken for granted of a model type that nobody has described.
  private void unknown(Configuration config, Optional<Experts> experts) {
    notes.unsure(
        "architecture",
        "model_type \""
            + config.modelType()
            + "\" is not described here: class defaults, biases and window rules are unknown");
    if (config.number(KV_HEADS).isEmpty() && !config.flag("multi_query")) {
      notes.unsure("architecture.kv_heads", "not written; counted as many as attention heads");
    }
    if (config.number(HEAD_DIM).isEmpty() && config.number("kv_lora_rank").isEmpty()) {
      notes.unsure(
          "architecture.head_dim", "not written; counted as hidden_size / num_attention_heads");
    }
    experts.ifPresent(e ->
        notes.unsure(
            "architecture.experts",
            String.format(
                Locale.ROOT,
                "read as %d of %d for each token, %d shared, %d dense layers",
                e.perToken(),
                e.count(),
                e.shared(),
                e.denseLayers())));
  }

  /// What no description can do without.
  private record Basics(
      String className,
      int layers,
      int hidden,
      int heads,
      int intermediate,
      int vocab,
      int context,
      Optional<Experts> experts) {

    Architecture architecture(Describer describer, Configuration config) {
      var latent = config.number("kv_lora_rank").isPresent();
      var kvHeads = kvHeads(config, heads);
      var headDim = latent ? 0 : headDim(config, hidden, heads);
      var cached = new Heads(kvHeads, headDim, latent ? 0 : config.number(headDim, "v_head_dim"));
      var attention = new Layers(config, describer.notes, layers, cached).groups();
      var tied = describer.tied(config);
      var size =
          new Dimensions(
              layers,
              recurrent(attention),
              hidden,
              heads,
              kvHeads,
              headDim,
              intermediate,
              vocab,
              tied);
      var vision = new VisionReader(config, describer.notes, describer.files.tensors()).vision();
      var shapes = new Shapes(config, size, experts);
      var weights = new WeightCount(describer.files, config, describer.notes, shapes, layers);
      return new Architecture(
          className,
          weights.total(vision),
          weights.active(vision),
          layers,
          hidden,
          heads,
          kvHeads,
          headDim,
          intermediate,
          vocab,
          context,
          tied,
          vision.isPresent() || config.says("audio_config"),
          config.number(0, "num_nextn_predict_layers", "mtp_num_hidden_layers"),
          attention,
          experts,
          vision.filter(v -> v.parameters() > 0));
    }

    private static int recurrent(List<Attention> groups) {
      return groups.stream()
          .mapToInt(g -> g instanceof Attention.Linear(var count, _) ? count : 0)
          .sum();
    }
  }

  /// Figures whose products would overflow; the largest models of today are a thousandth of it.
  private static boolean absurd(
      int layers, int hidden, int heads, int vocab, Optional<Experts> experts) {
    var width = experts.map(e -> (double) e.count() * e.intermediate()).orElse(1.0);
    var inner = experts.map(e -> (double) e.shared() * e.intermediate()).orElse(1.0);
    return layers > 10_000
        || hidden > WIDEST
        || heads > 1 << 14
        || vocab > 1 << 26
        || inner > WIDEST
        || width * hidden * layers > 1e16;
  }

  private void need(boolean absent, String what) {
    if (absent) {
      notes.missing(what);
    }
  }

  /// The width of the dense layers' feed-forward part; 0 when every layer is a mixture of experts.
  private Optional<Integer> intermediate(
      Configuration config, Optional<Experts> experts, int hidden) {
    if (experts.filter(e -> e.denseLayers() == 0 && e.every() == 1).isPresent()) {
      return Optional.of(0);
    }
    var written =
        config.number("intermediate_size_mlp", "intermediate_size", "ffn_hidden_size", "n_inner");
    if (written.isPresent() || !config.family().has("plain_mlp")) {
      return written;
    }
    notes.unsure("architecture.intermediate_size", "not written; four times the hidden size");
    return Optional.of(4 * hidden);
  }

  private static int kvHeads(Configuration config, int heads) {
    return config.number(KV_HEADS).orElse(config.flag("multi_query") ? 1 : heads);
  }

  private static int headDim(Configuration config, int hidden, int heads) {
    return config.number(HEAD_DIM).orElse(hidden / heads);
  }

  private boolean tied(Configuration config) {
    if (config.says("tie_word_embeddings")) {
      return config.flag("tie_word_embeddings");
    }
    if (files.tensors().isPresent()) {
      return !files.tensors().get().has("lm_head.weight");
    }
    if (!config.family().known()) {
      notes.unsure("architecture.tied_embeddings", "not written; counted as two matrices");
    }
    return config.flag("tie_word_embeddings");
  }

  /// What a person should see of a config.json that is not enough.
  private static List<String> known(Configuration config) {
    var known = new ArrayList<String>();
    if (!config.className().isEmpty()) {
      known.add("class " + config.className());
    }
    if (!config.modelType().isEmpty()) {
      known.add("model_type " + config.modelType());
    }
    for (var name :
        List.of(
            "num_hidden_layers",
            "hidden_size",
            "num_attention_heads",
            "num_key_value_heads",
            "intermediate_size",
            "vocab_size",
            "max_position_embeddings")) {
      config
          .number(name)
          .ifPresent(value -> known.add(String.format(Locale.ROOT, "%s %,d", name, value)));
    }
    return known;
  }
}
