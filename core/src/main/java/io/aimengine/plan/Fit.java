package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.spec.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// Context, sequences and step that fit: the largest context first, then the largest step.
record Fit(int context, int sequences, int step) {
  /// A longer context has to be asked for: few endpoints need it, and every request may take it.
  private static final int LONGEST_UNASKED = 131_072;

  private static final int SHORTEST = 2048;

  /// What a request typically holds, prompt and answer together.
  private static final int TYPICAL_REQUEST = 1024;

  /// The best fit of a generation. `settingsFor` reads the engine's settings for a step, so that
  /// everything which depends on it is counted. When nothing fits, the smallest is returned and the
  /// rules say why it does not.
  static Fit of(Generation generation, IntFunction<Settings> settingsFor) {
    var contexts = contexts(generation);
    var smallest = smallest(generation, contexts.getFirst());
    if (hopeless(generation, settingsFor.apply(0))) {
      return smallest;
    }
    var best = Optional.<Fit>empty();
    for (var step : steps(generation, settingsFor)) {
      var fit = at(generation, settingsFor.apply(step), step, contexts);
      if (fit.isPresent() && fit.get().context() == contexts.getFirst()) {
        return fit.get();
      }
      if (fit.isPresent() && (best.isEmpty() || fit.get().context() > best.get().context())) {
        best = fit;
      }
    }
    return best.orElse(smallest);
  }

  private static Fit smallest(Generation generation, int largest) {
    var asked = generation.wishes().context().isPresent();
    return new Fit(asked ? largest : Math.min(largest, 8192), 8, SHORTEST);
  }

  /// Weights alone are too large: no step or context can help.
  private static boolean hopeless(Generation generation, Settings settings) {
    var memory = MemoryModel.estimate(generation.inputs(settings));
    return memory.weightsGib() > memory.usableGib();
  }

  /// Several requests at the likely figures and one at the high end of every term; else one at the
  /// high end; else at the likely figures alone, which is tight.
  private static Optional<Fit> at(
      Generation generation, Settings settings, int step, List<Integer> contexts) {
    var whole = contexts.stream().filter(c -> settings.chunkedPrefill() || c <= step).toList();
    var inputs = generation.inputs(settings);
    var cache = KvCache.of(inputs);
    var kv = MemoryModel.estimate(inputs).kvCache();
    var several = generation.wishes().goal() == Goal.LATENCY ? 2 : 4;
    return first(whole, cache, kv.typical() / several, kv.least())
        .or(() -> first(whole, cache, kv.typical(), kv.least()))
        .or(() -> first(whole, cache, kv.typical() / several, kv.typical()))
        .or(() -> first(whole, cache, kv.typical(), kv.typical()))
        .map(context -> {
          var tokens = cache.tokens(kv.typical() * Overheads.GIB, context);
          var bounded = cache.requestBytes(context) > 0;
          var most = sequences(generation, settings, bounded ? tokens : Long.MAX_VALUE);
          return new Fit(context, beside(generation, settings, context, most), step);
        });
  }

  private static Optional<Integer> first(
      List<Integer> contexts, KvCache cache, double likely, double least) {
    var gib = Math.min(likely, least);
    return contexts.stream()
        .filter(context -> cache.requestBytes(context) <= gib * Overheads.GIB)
        .findFirst();
  }

  /// As many sequences as the KV cache holds typical requests, all that the engine takes where the
  /// model caches nothing; few when each should be fast.
  private static int sequences(Generation generation, Settings settings, long tokens) {
    var usual = generation.engine().engine() == Engine.SGLANG ? 256 : settings.maxNumSeqs();
    var most = generation.wishes().goal() == Goal.LATENCY ? 32 : usual;
    var room = Math.max(1, Math.min(tokens / TYPICAL_REQUEST, Integer.MAX_VALUE));
    return Math.clamp(Integer.highestOneBit((int) room), Math.min(8, most), most);
  }

  /// Fewer where their workspace would not find room beside the pool.
  private static int beside(Generation generation, Settings settings, int context, int most) {
    var sequences = most;
    while (sequences > 8) {
      var tried = generation.inputs(settings.serving(context, sequences));
      if (MemoryModel.estimate(tried).slack().least() >= 0) {
        return sequences;
      }
      sequences /= 2;
    }
    return sequences;
  }

  /// The context of a model where nobody asks for one and there is room.
  static int usualContext(Model model) {
    return Math.min(LONGEST_UNASKED, model.architecture().context());
  }

  /// The wished context, or the model's (at most the longest unasked) and powers of two below.
  private static List<Integer> contexts(Generation generation) {
    var wished = generation.wishes().context();
    if (wished.isPresent()) {
      return List.of(wished.getAsInt());
    }
    var contexts = new ArrayList<Integer>();
    var largest = usualContext(generation.model());
    contexts.add(largest);
    for (var c = Integer.highestOneBit(Math.max(1, largest - 1)); c >= SHORTEST; c /= 2) {
      contexts.add(c);
    }
    return contexts;
  }

  /// The engine's own step and halves of it; a latency goal starts at 8192, since a long step makes
  /// every running request wait.
  private static List<Integer> steps(Generation generation, IntFunction<Settings> settingsFor) {
    var settings = settingsFor.apply(0);
    var own = settings.maxBatchedTokens();
    var shorter = generation.wishes().goal() == Goal.LATENCY && settings.chunkedPrefill();
    var first = shorter ? Math.min(own, 8192) : own;
    var steps = new ArrayList<Integer>();
    for (var step = first; step >= Math.min(first, SHORTEST); step /= 2) {
      steps.add(step);
    }
    return steps;
  }
}
