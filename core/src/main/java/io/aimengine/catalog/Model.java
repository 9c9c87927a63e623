package io.aimengine.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What is known of a model. The first checkpoint is the model's own; the others are variants
/// (quantised, or converted) that serve under the same name. `licence` is an SPDX id in lower case
/// or the name of the builder's own.
public record Model(
    String id,
    List<String> aliases,
    String name,
    String builder,
    String family,
    String size,
    Task task,
    Architecture architecture,
    List<Checkpoint> checkpoints,
    Map<String, Parsers> parsers,
    String licence,
    boolean gated,
    String readiness,
    List<String> tags,
    String description,
    ModelCard card,
    String note,
    List<String> unsure,
    List<String> sources) {

  /// What a request asks of the model; the readiness check sends one of these.
  public enum Task {
    TEXT_GENERATION,
    EMBEDDING,
    RERANK
  }

  /// The figures that memory arithmetic needs, in the names of config.json. `parameters` and
  /// `active` count weights (not billions); `context` is in tokens; `headDim` and `intermediate`
  /// are 0 where the architecture has none.
  public record Architecture(
      String className,
      long parameters,
      long active,
      int layers,
      int hidden,
      int heads,
      int kvHeads,
      int headDim,
      int intermediate,
      int vocab,
      int context,
      boolean tiedEmbeddings,
      boolean multimodal,
      int mtpLayers,
      List<Attention> attention,
      Optional<Experts> experts,
      Optional<Vision> vision) {
    public Architecture {
      attention = List.copyOf(attention);
      if (attention.isEmpty()) {
        throw new IllegalArgumentException(className + " has no layers");
      }
    }

    /// Whether every token sees all others, as an encoder's do: such a prompt cannot be cut.
    public boolean isEncoder() {
      return attention.stream().allMatch(Attention.None.class::isInstance);
    }
  }

  /// The encoder of images and its projector: `parameters` weights, counted in the model's too;
  /// `imageTokens` the largest image takes in the language model, 0 if not known.
  public record Vision(long parameters, int imageTokens) {}

  /// Names of the tool-call and reasoning parsers of one engine; empty when the engine has none.
  public record Parsers(Optional<String> toolCall, Optional<String> reasoning) {}

  public Model {
    aliases = List.copyOf(aliases);
    checkpoints = List.copyOf(checkpoints);
    parsers = Map.copyOf(parsers);
    tags = List.copyOf(tags);
    unsure = List.copyOf(unsure);
    sources = List.copyOf(sources);
    if (checkpoints.isEmpty()) {
      throw new IllegalArgumentException(id + " has no checkpoint");
    }
  }

  /// The checkpoint that carries the model's own name.
  public Checkpoint own() {
    return checkpoints.getFirst();
  }

  /// The checkpoint that an id names: a repository's id in any case, with `_` for `.` as the
  /// reference writes it (`amd/Llama-3_1-…`); an alias of the model names its own checkpoint.
  public Optional<Checkpoint> checkpoint(String named) {
    var plain = plain(named);
    return checkpoints.stream()
        .filter(checkpoint -> plain(checkpoint.id()).equals(plain))
        .findFirst()
        .or(() ->
            aliases.stream()
                .filter(alias -> alias.equalsIgnoreCase(named.strip()))
                .map(_ -> own())
                .findFirst());
  }

  private static String plain(String id) {
    return id.strip().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  public Parsers parsers(String engine) {
    return parsers.getOrDefault(engine, new Parsers(Optional.empty(), Optional.empty()));
  }
}
