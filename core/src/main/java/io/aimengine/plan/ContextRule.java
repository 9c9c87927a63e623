package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion.Engine;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The context stays within the model's, and one step holds a prompt that is not cut, and a token
/// of each sequence where the engine wants that.
record ContextRule() implements Rule {
  private static final List<String> ALLOWED_LONGER =
      List.of("VLLM_ALLOW_LONG_MAX_MODEL_LEN", "SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN");
  private static final List<String> OVERRIDES =
      List.of("--hf-overrides", "--json-model-override-args", "--rope-scaling");

  @Override
  public String name() {
    return "the context is one that model and engine can serve";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var settings = candidate.settings();
    var model = candidate.model().architecture().context();
    if (settings.maxModelLen() > model && !extended(candidate.args(), candidate.env())) {
      return Optional.of(
          new Objection(
              "context.model",
              String.format(
                  Locale.ROOT,
                  "context of %,d tokens, the model ends at %,d",
                  settings.maxModelLen(),
                  model)));
    }
    if (!settings.chunkedPrefill() && settings.maxBatchedTokens() < settings.maxModelLen()) {
      return Optional.of(
          new Objection(
              "context.batch",
              String.format(
                  Locale.ROOT,
                  "without chunked prefill a step of %,d tokens cannot hold a prompt of %,d",
                  settings.maxBatchedTokens(),
                  settings.maxModelLen())));
    }
    if (candidate.engine().engine() == Engine.VLLM
        && settings.maxBatchedTokens() < settings.maxNumSeqs()) {
      return Optional.of(
          new Objection(
              "context.sequences",
              String.format(
                  Locale.ROOT,
                  "a step of %,d tokens cannot hold one of each of %,d sequences",
                  settings.maxBatchedTokens(),
                  settings.maxNumSeqs())));
    }
    var wanted = situation.wishes().context();
    if (wanted.isPresent() && settings.maxModelLen() < wanted.getAsInt()) {
      return Optional.of(
          new Objection(
              "wish.context",
              String.format(
                  Locale.ROOT,
                  "serves %,d tokens, the manifest asks for %,d",
                  settings.maxModelLen(),
                  wanted.getAsInt())));
    }
    return Optional.empty();
  }

  /// Someone who changes the model's own limits on purpose gets what they ask for.
  private static boolean extended(Map<String, String> args, Map<String, String> env) {
    return ALLOWED_LONGER.stream().anyMatch(name -> "1".equals(env.get(name)))
        || OVERRIDES.stream().anyMatch(args::containsKey);
  }
}
