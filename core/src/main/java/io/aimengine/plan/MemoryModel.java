package io.aimengine.plan;

import io.aimengine.plan.MemoryEstimate.Range;
import io.aimengine.plan.Term.Part;
import java.util.ArrayList;
import java.util.List;

/// Device memory of one GPU, term by term. The formulas and their sources are in
/// `docs/memory-model.md`; every figure but the weights of a measured checkpoint is an estimate.
public final class MemoryModel {
  private MemoryModel() {}

  /// What a replica takes on its fullest GPU, and what is left for the KV cache.
  public static MemoryEstimate estimate(MemoryInputs in) {
    var terms = terms(in);
    var cache = KvCache.of(in);
    var context = in.settings().maxModelLen();
    var request = requestGib(in, cache);
    var kv = kvCache(in, terms, request);
    return new MemoryEstimate(
        in.deviceGib(),
        usableGib(in, terms, kv.typical()),
        terms,
        kv,
        slack(in, terms, kv),
        request,
        KvCache.bytesPerToken(in),
        cache.tokens(kv.typical() * Overheads.GIB, context) * in.settings().dataParallel());
  }

  private static List<Term> terms(MemoryInputs in) {
    List<Term> terms = new ArrayList<>(Weights.terms(in));
    terms.addAll(Overheads.terms(in));
    terms.sort((a, b) -> a.part().compareTo(b.part()));
    return in.settings()
        .extras()
        .measured()
        .map(measured -> new Correction(measured, in.engine().engine(), in.settings()))
        .map(correction -> terms.stream().map(correction::of).toList())
        .orElse(terms);
  }

  /// One request of the full context; llama.cpp takes the cache of all its slots when it starts.
  private static double requestGib(MemoryInputs in, KvCache cache) {
    var one = cache.requestBytes(in.settings().maxModelLen()) / Overheads.GIB;
    return switch (in.engine().engine()) {
      case VLLM, SGLANG -> one;
      case LLAMACPP -> one * in.settings().maxNumSeqs();
    };
  }

  private static Range kvCache(MemoryInputs in, List<Term> terms, double request) {
    var settings = in.settings();
    if (settings.kvCacheBytes().isPresent()) {
      return Range.exactly(settings.kvCacheBytes().getAsLong() / Overheads.GIB);
    }
    return switch (in.engine().engine()) {
      case VLLM -> Range.left(budget(in), terms);
      case SGLANG -> Range.left(staticGib(in, terms), within(terms));
      case LLAMACPP -> Range.left(budget(in), terms).most(request);
    };
  }

  private static double budget(MemoryInputs in) {
    return in.deviceGib() * in.settings().memoryFraction();
  }

  /// SGLang's fraction is of what was free before it loaded anything.
  private static double staticGib(MemoryInputs in, List<Term> terms) {
    return (in.deviceGib() - runtime(terms)) * in.settings().memoryFraction();
  }

  private static double runtime(List<Term> terms) {
    return terms.stream().filter(t -> t.part() == Part.RUNTIME).mapToDouble(Term::typical).sum();
  }

  /// The terms inside of SGLang's fraction.
  private static List<Term> within(List<Term> terms) {
    return terms.stream().filter(t -> t.part().isWeights()).toList();
  }

  private static List<Term> outside(List<Term> terms) {
    return terms.stream().filter(t -> !t.part().isWeights()).toList();
  }

  /// What a fixed cache or SGLang's own fraction leaves for the other terms.
  private static Range slack(MemoryInputs in, List<Term> terms, Range kv) {
    var settings = in.settings();
    if (settings.kvCacheBytes().isPresent()) {
      return Range.left(in.deviceGib() - kv.typical(), terms);
    }
    return switch (in.engine().engine()) {
      case VLLM, LLAMACPP -> Range.exactly(in.deviceGib() - budget(in));
      case SGLANG -> Range.left(in.deviceGib() - staticGib(in, terms), outside(terms));
    };
  }

  /// vLLM's fraction covers everything, SGLang's only weights and KV cache; llama.cpp takes what it
  /// needs and no more.
  private static double usableGib(MemoryInputs in, List<Term> terms, double kv) {
    var all = terms.stream().mapToDouble(Term::typical).sum();
    if (in.settings().kvCacheBytes().isPresent()) {
      return all + kv;
    }
    return switch (in.engine().engine()) {
      case VLLM -> budget(in);
      case SGLANG ->
          staticGib(in, terms) + outside(terms).stream().mapToDouble(Term::typical).sum();
      case LLAMACPP -> Math.min(budget(in), all + Math.max(0, kv));
    };
  }
}
