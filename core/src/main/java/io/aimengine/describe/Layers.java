package io.aimengine.describe;

import io.aimengine.catalog.Attention;
import io.aimengine.catalog.Attention.Heads;
import java.util.ArrayList;
import java.util.List;

/// Which layers of a model keep what: read from `layer_types` where config.json has it, else from
/// the rule of its model type. Where neither says, every layer counts as keeping everything, which
/// is never too little.
final class Layers {
  private static final String PATH = "architecture.attention";

  private final Configuration config;
  private final Notes notes;
  private final int layers;
  private final Heads heads;

  Layers(Configuration config, Notes notes, int layers, Heads heads) {
    this.config = config;
    this.notes = notes;
    this.layers = layers;
    this.heads = heads;
  }

  List<Attention> groups() {
    if (config.number("kv_lora_rank").isPresent()) {
      return List.of(latent());
    }
    if (config.get("layer_types").isArray()) {
      return listed();
    }
    var states = new RecurrentLayers(config, layers).count();
    if (states.isPresent()) {
      return recurrent(states.get());
    }
    if (config.number("attention_chunk_size").isPresent()) {
      return split(
          new Attention.Chunked(chunked(), heads, config.number(0, "attention_chunk_size")));
    }
    return windowed();
  }

  private Attention latent() {
    if (!config.get("linear_attn_config").isMissingNode()) {
      notes.unsure(PATH, "some layers are linear; all are counted as latent attention");
    }
    return new Attention.Latent(
        layers,
        config.number(0, "kv_lora_rank"),
        config.number(0, "qk_rope_head_dim"),
        config.says("index_topk") ? config.number(0, "index_head_dim") : 0);
  }

  private List<Attention> listed() {
    var listed = config.get("layer_types").size();
    if (listed != layers) {
      notes.unsure(PATH, "layer_types has " + listed + " entries for " + layers + " layers");
    }
    var sliding = count("sliding_attention");
    var chunked = count("chunked_attention");
    var states = count("linear_attention", "mamba", "mamba2", "conv", "recurrent");
    var full = Math.max(0, layers - sliding - chunked - states);
    var unknown = listed - sliding - chunked - states - count("full_attention", "attention");
    if (unknown > 0) {
      notes.unsure(PATH, unknown + " layers of a kind that is not known count as full attention");
    }
    var groups = new ArrayList<Attention>();
    add(groups, new Attention.Sliding(sliding, heads, config.number(1, "sliding_window")));
    add(groups, new Attention.Chunked(chunked, heads, config.number(8192, "attention_chunk_size")));
    add(groups, new Attention.Linear(states, state()));
    add(groups, new Attention.Full(full, heads));
    return shared(groups);
  }

  private int count(String... kinds) {
    return Math.min(layers, config.count("layer_types", kinds));
  }

  private List<Attention> recurrent(int states) {
    var pattern = config.get("hybrid_override_pattern").asText("");
    var full =
        pattern.isEmpty() ? layers - states : (int) pattern.chars().filter(c -> c == '*').count();
    var groups = new ArrayList<Attention>();
    add(groups, new Attention.Linear(states, state()));
    add(groups, new Attention.Full(full, heads));
    add(groups, new Attention.None(layers - full - states));
    return groups;
  }

  private long state() {
    return new RecurrentLayers(config, layers).stateBytes(notes);
  }

  /// Llama 4: the layers with rope attend within chunks, those listed in `no_rope_layers` as 0
  /// (each fourth when nothing is listed) see everything.
  private int chunked() {
    var list = config.get("no_rope_layers");
    if (list.isArray() && list.size() == layers) {
      return (int) list.valueStream().filter(v -> v.asInt() == 1).count();
    }
    return layers - layers / Math.max(1, config.number(4, "no_rope_layer_interval"));
  }

  private List<Attention> windowed() {
    var window = config.number("sliding_window");
    var switchedOff = config.says("use_sliding_window") && !config.flag("use_sliding_window");
    if (window.isEmpty() && !config.family().known()) {
      notes.unsure(PATH, "no window is written: all layers count as keeping everything");
    }
    if (window.isEmpty() || switchedOff) {
      return List.of(new Attention.Full(layers, heads));
    }
    var rule = config.family().text("sliding");
    if (config.says("sliding_window_pattern")) {
      rule = Integer.toString(config.number(1, "sliding_window_pattern"));
    }
    if (rule.isEmpty()) {
      notes.unsure(
          PATH,
          "a window of "
              + window.get()
              + " is written, but not for which layers: all count as"
              + " keeping everything");
      return List.of(new Attention.Full(layers, heads));
    }
    var sliding =
        switch (rule) {
          case "all" -> layers;
          case "alternate" -> (layers + 1) / 2;
          default -> layers - layers / Math.max(1, Integer.parseInt(rule));
        };
    return split(new Attention.Sliding(sliding, heads, window.get()));
  }

  private List<Attention> split(Attention bounded) {
    var groups = new ArrayList<Attention>();
    add(groups, bounded);
    add(groups, new Attention.Full(layers - bounded.layers(), heads));
    return groups;
  }

  /// The last layers of some models read another layer's cache (Gemma 3n).
  private List<Attention> shared(List<Attention> groups) {
    var shared = config.number("num_kv_shared_layers");
    if (shared.isEmpty()) {
      return groups;
    }
    notes.unsure(PATH, shared.get() + " layers share another's cache and are counted all the same");
    return groups;
  }

  private static void add(List<Attention> groups, Attention group) {
    if (group.layers() > 0) {
      groups.add(group);
    }
  }
}
