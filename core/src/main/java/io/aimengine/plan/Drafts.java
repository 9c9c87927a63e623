package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import io.aimengine.plan.Settings.Draft;
import io.aimengine.plan.Term.Part;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What speculative decoding adds: the weights of a draft model or head, and its layers of KV
/// cache.
final class Drafts {
  private static final Pattern SIZE =
      Pattern.compile("(?i)(?:^|[-_/])(\\d+(?:\\.\\d+)?)B(?:$|[-_.])");

  private Drafts() {}

  /// Nothing for methods that look answers up (`ngram`, `suffix`).
  static Optional<Term> term(MemoryInputs in) {
    return in.settings().extras().draft().flatMap(draft -> term(draft, in));
  }

  private static Optional<Term> term(Draft draft, MemoryInputs in) {
    return switch (kind(draft)) {
      case "none" -> Optional.empty();
      case "mtp" -> Optional.of(nextTokens(in));
      case "head" -> Optional.of(head(in));
      default -> Optional.of(model(draft, in));
    };
  }

  /// Layers that the draft keeps of its own: one of a head, all of a model.
  static List<Attention> attention(MemoryInputs in) {
    return in.settings().extras().draft().stream()
        .flatMap(draft ->
            switch (kind(draft)) {
              case "none" -> Stream.<Attention>empty();
              case "mtp", "head" -> one(in).stream();
              default -> draft.known().stream().flatMap(m -> m.architecture().attention().stream());
            })
        .toList();
  }

  private static String kind(Draft draft) {
    var method = draft.method().toLowerCase(Locale.ROOT);
    if (method.contains("mtp") || method.equals("nextn")) {
      return "mtp";
    }
    if (method.equals("ngram") || method.equals("suffix") || method.equals("ngram_gpu")) {
      return "none";
    }
    if (method.contains("eagle")) {
      return draft.model().isEmpty() ? "mtp" : "head";
    }
    return method.equals("medusa") || method.equals("mlp_speculator") ? "head" : "model";
  }

  /// A layer like the model's own that keeps every token.
  private static Optional<Attention> one(MemoryInputs in) {
    return in.architecture().attention().stream()
        .flatMap(group ->
            switch (group) {
              case Attention.Full(_, var heads) ->
                  Optional.<Attention>of(new Attention.Full(1, heads)).stream();
              case Attention.Latent(_, var rank, var rope, var index) ->
                  Optional.<Attention>of(new Attention.Latent(1, rank, rope, index)).stream();
              case Attention.Sliding _, Attention.Chunked _, Attention.Linear _, Attention.None _ ->
                  Stream.<Attention>empty();
            })
        .findFirst();
  }

  private static Term nextTokens(MemoryInputs in) {
    var layers = Math.max(1, in.architecture().mtpLayers());
    var gib = Weights.layersGib(in) / in.architecture().layers() * layers;
    return Term.about(
        Part.DRAFT,
        gib,
        0.9,
        1.6,
        Formula.of("%d layer(s) for multi-token prediction, as large as one", layers),
        "estimate: a layer of the checkpoint; embeddings may be copied");
  }

  /// EAGLE: one decoder layer of the target's width, and what joins hidden states to it.
  private static Term head(MemoryInputs in) {
    var arch = in.architecture();
    var wide = arch.intermediate() > 0 ? arch.intermediate() : 4L * arch.hidden();
    var values = (double) arch.hidden() * (7.0 * arch.hidden() + 3.0 * wide);
    var gib = values * 2 / in.settings().tensorParallel() / Overheads.GIB;
    return Term.about(
        Part.DRAFT,
        gib,
        0.5,
        2.5,
        Formula.of("hidden x (7 x hidden + 3 x intermediate) x 2 B / TP"),
        "estimate: shapes of an EAGLE head (vLLM model_executor/models/llama_eagle3.py)");
  }

  private static Term model(Draft draft, MemoryInputs in) {
    var tp = in.settings().tensorParallel();
    if (draft.known().isPresent()) {
      var known = draft.known().get();
      var bytes = Weights.bytes(known.architecture(), known.own());
      return Term.about(
          Part.DRAFT,
          bytes / tp / Overheads.GIB,
          1,
          1.05,
          Formula.of("weights of %s / TP", known.id()),
          "catalog");
    }
    var size = SIZE.matcher(draft.model());
    var billions = size.find() ? Double.parseDouble(size.group(1)) : 1;
    return Term.about(
        Part.DRAFT,
        billions * 2e9 / tp / Overheads.GIB,
        0.25,
        2,
        Formula.of("a model of about %s weights x 2 B / TP", size(billions)),
        "a guess by its name: the catalog does not know " + draft.model());
  }

  private static String size(double billions) {
    return String.format(Locale.ROOT, "%.1f billion", billions);
  }
}
