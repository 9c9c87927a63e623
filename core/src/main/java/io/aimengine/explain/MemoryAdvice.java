package io.aimengine.explain;

import io.aimengine.catalog.Accelerator.Support;
import io.aimengine.catalog.Attention;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Precision;
import io.aimengine.plan.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Advice about what memory holds: each change was planned before it is said.
record MemoryAdvice(Variants variants) {
  List<Advice> all() {
    var all = new ArrayList<Advice>();
    all.addAll(precisions());
    fp8Cache().ifPresent(all::add);
    unreachable().ifPresent(all::add);
    longer().ifPresent(all::add);
    copies().ifPresent(all::add);
    latent().ifPresent(all::add);
    step().ifPresent(all::add);
    fraction().ifPresent(all::add);
    return all;
  }

  private List<Advice> precisions() {
    var served = variants.candidate().checkpoint();
    if (!variants.gpu()) {
      return List.of();
    }
    var advice = new ArrayList<Advice>();
    variants.candidate().model().checkpoints().stream()
        .filter(c -> c.format() == Format.SAFETENSORS)
        .map(c -> c.precision())
        .distinct()
        .sorted()
        .filter(p -> p.bits() < served.precision().bits())
        .forEach(p -> smaller(p).ifPresent(advice::add));
    return advice;
  }

  private Optional<Advice> smaller(Precision precision) {
    var pins =
        Levers.pins(Facets.of(variants.candidate()), variants.question()).stream()
            .filter(pin -> !List.of("precision", "recipe").contains(pin.subject()))
            .toList();
    var lever = Levers.precision(precision);
    return variants
        .explainer()
        .survey(lever.pull().apply(Levers.pull(variants.question(), pins)))
        .accepted()
        .stream()
        .findFirst()
        .filter(v -> v.candidate().checkpoint().precision() == precision)
        .filter(v -> variants.times(v) >= 1.1)
        .map(v -> {
          var how =
              variants.candidate().accelerator().support(precision) == Support.NATIVE
                  ? "native on " + variants.candidate().accelerator().name()
                  : "unpacked to 16 bit for arithmetic on "
                      + variants.candidate().accelerator().name();
          return new Advice(
              "weights." + precision.id(),
              String.format(
                  Locale.ROOT,
                  "%s weights (%s, %s): %.1f GiB per GPU instead of %.1f, and %,d tokens at once"
                      + " instead of %,d (%.2f x)",
                  precision.id().toUpperCase(Locale.ROOT),
                  v.candidate().checkpoint().id(),
                  how,
                  v.memory().weightsGib(),
                  variants.memory().weightsGib(),
                  v.memory().concurrentTokens(),
                  variants.memory().concurrentTokens(),
                  variants.times(v)),
              lever.option(),
              Variants.MEMORY + "; catalog model " + variants.candidate().model().id());
        });
  }

  private Optional<Advice> fp8Cache() {
    var dtype = variants.candidate().settings().kvCacheDtype().orElse("auto");
    var wide = List.of("auto", "bfloat16", "float16", "bf16").contains(dtype);
    if (!wide
        || !variants.gpu()
        || variants.candidate().accelerator().support(Precision.FP8) != Support.NATIVE) {
      return Optional.empty();
    }
    return variants
        .with(Levers.fp8Cache())
        .filter(v -> variants.times(v) >= 1.2)
        .map(v ->
            new Advice(
                "kv.fp8",
                String.format(
                    Locale.ROOT,
                    "FP8 keys and values: %.0f KiB per token and GPU instead of %.0f, %,d tokens at"
                        + " once instead of %,d (%.2f x); %s",
                    v.memory().kvBytesPerToken() / 1024,
                    variants.memory().kvBytesPerToken() / 1024,
                    v.memory().concurrentTokens(),
                    variants.memory().concurrentTokens(),
                    variants.times(v),
                    scales(variants.candidate())),
                Variants.option(
                    "--kv-cache-dtype",
                    variants.candidate().engine().engine() == Engine.SGLANG ? "fp8_e4m3" : "fp8"),
                Variants.MEMORY
                    + "; catalog accelerator "
                    + variants.candidate().accelerator().name()));
  }

  /// Where the scales of FP8 keys and values come from decides what they cost in answers.
  static String scales(Candidate candidate) {
    return candidate.checkpoint().kvCache().isPresent()
        ? "the checkpoint carries their scales"
        : "the checkpoint carries no scales for them, so measure the answers first";
  }

  /// KV cache that no allowed number of sequences can fill.
  private Optional<Advice> unreachable() {
    var settings = variants.candidate().settings();
    var most = (long) settings.maxNumSeqs() * settings.dataParallel() * settings.maxModelLen();
    var unused = variants.memory().concurrentTokens() - most;
    if (!variants.gpu() || unused <= variants.memory().concurrentTokens() / 50) {
      return Optional.empty();
    }
    var flag =
        variants.candidate().engine().engine() == Engine.SGLANG
            ? "--max-running-requests"
            : "--max-num-seqs";
    var needed =
        variants.memory().concurrentTokens()
            / Math.max(1, (long) settings.maxModelLen() * settings.dataParallel());
    return variants
        .withArg(flag, Long.toString(needed))
        .map(v ->
            new Advice(
                "kv.unreachable",
                String.format(
                    Locale.ROOT,
                    "%,d sequences of %,d tokens can hold %,d tokens at most, the KV cache %,d:"
                        + " %.1f GiB per GPU can never be used; %,d sequences reach all of it",
                    settings.maxNumSeqs(),
                    settings.maxModelLen(),
                    most,
                    variants.memory().concurrentTokens(),
                    variants.memory().kvCacheGib() * unused / variants.memory().concurrentTokens(),
                    needed),
                Variants.option(flag, Long.toString(needed)),
                Variants.MEMORY));
  }

  /// The longest context above the present one that still fits.
  private Optional<Advice> longer() {
    var context = variants.candidate().model().architecture().context();
    var present = variants.candidate().settings().maxModelLen();
    if (variants.question().wishes().context().isPresent() || context <= present) {
      return Optional.empty();
    }
    for (var tokens = context; tokens > present; tokens = below(tokens)) {
      var lever = Levers.context(tokens);
      var found = variants.with(lever);
      if (found.isPresent()) {
        return Optional.of(
            new Advice(
                "context.longer",
                String.format(
                    Locale.ROOT,
                    "the model reads %,d tokens and the plan serves %,d: a context of %,d fits too,"
                        + " %.1f such requests at once",
                    context,
                    present,
                    tokens,
                    found.get().memory().concurrentTokens() / (double) tokens),
                lever.option(),
                Variants.MEMORY + "; catalog model " + variants.candidate().model().id()));
      }
    }
    return Optional.empty();
  }

  private static int below(int tokens) {
    var power = Integer.highestOneBit(tokens);
    return power == tokens ? tokens / 2 : power;
  }

  private Optional<Advice> copies() {
    var heads = variants.candidate().model().architecture().kvHeads();
    var tp = variants.candidate().settings().tensorParallel();
    if (isLatent() || heads <= 0 || tp <= heads) {
      return Optional.empty();
    }
    return Optional.of(
        new Advice(
            "kv.copies",
            String.format(
                Locale.ROOT,
                "tensor parallel %d is above the model's %d KV heads: each is held %d times, %.0f"
                    + " KiB per token and GPU as at %d GPUs, so %d of %d GiB of KV cache are copies",
                tp,
                heads,
                tp / heads,
                variants.memory().kvBytesPerToken() / 1024,
                heads,
                Math.round(variants.memory().kvCacheGib() * (tp - heads)),
                Math.round(variants.memory().kvCacheGib() * tp)),
            "",
            Variants.MEMORY + "; catalog model " + variants.candidate().model().id()));
  }

  /// Latent attention is not divided by tensor parallelism; data-parallel attention is.
  private Optional<Advice> latent() {
    var tp = variants.candidate().settings().tensorParallel();
    if (!isLatent() || tp < 2 || !variants.gpu()) {
      return Optional.empty();
    }
    var size = Integer.toString(tp);
    var flags =
        variants.candidate().engine().engine() == Engine.SGLANG
            ? Map.of("--enable-dp-attention", "", "--dp-size", size)
            : Map.of(
                "--data-parallel-size",
                size,
                "--tensor-parallel-size",
                "1",
                "--enable-expert-parallel",
                "");
    var option =
        flags.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> Variants.option(e.getKey(), e.getValue()))
            .collect(Collectors.joining(" "));
    return variants
        .with(Levers.arg(Map.of(variants.candidate().engine().engine(), flags), option))
        .filter(v -> variants.times(v) >= 1.2)
        .map(v ->
            new Advice(
                "kv.latent",
                String.format(
                    Locale.ROOT,
                    "latent attention is not divided by tensor parallelism: each of the %d GPUs"
                        + " holds the same %.0f KiB per token; data-parallel attention would hold"
                        + " %,d tokens at once instead of %,d (%.1f x), for more waiting in a single"
                        + " request",
                    tp,
                    variants.memory().kvBytesPerToken() / 1024,
                    v.memory().concurrentTokens(),
                    variants.memory().concurrentTokens(),
                    variants.times(v)),
                option,
                Variants.MEMORY));
  }

  private boolean isLatent() {
    return variants.candidate().model().architecture().attention().stream()
        .anyMatch(Attention.Latent.class::isInstance);
  }

  private Optional<Advice> step() {
    var step = variants.candidate().settings().maxBatchedTokens();
    var flag =
        variants.candidate().engine().engine() == Engine.SGLANG
            ? "--chunked-prefill-size"
            : "--max-num-batched-tokens";
    if (!variants.gpu() || step < 4096) {
      return Optional.empty();
    }
    return variants
        .withArg(flag, Integer.toString(step / 2))
        .filter(v -> variants.times(v) >= 1.03)
        .map(v ->
            new Advice(
                "step.smaller",
                String.format(
                    Locale.ROOT,
                    "steps of %,d tokens take %.1f GiB of activations on each GPU; steps of %,d take"
                        + " %.1f and leave room for %,d tokens at once instead of %,d (%.2f x), and"
                        + " long prompts take twice as many steps",
                    step,
                    variants.memory().activationsGib(),
                    step / 2,
                    v.memory().activationsGib(),
                    v.memory().concurrentTokens(),
                    variants.memory().concurrentTokens(),
                    variants.times(v)),
                Variants.option(flag, Integer.toString(step / 2)),
                Variants.MEMORY));
  }

  private Optional<Advice> fraction() {
    var fraction = variants.candidate().settings().memoryFraction();
    if (variants.candidate().engine().engine() != Engine.VLLM
        || !variants.gpu()
        || fraction >= 0.95) {
      return Optional.empty();
    }
    return variants
        .withArg("--gpu-memory-utilization", "0.95")
        .filter(v -> variants.times(v) >= 1.05)
        .map(v ->
            new Advice(
                "memory.fraction",
                String.format(
                    Locale.ROOT,
                    "the engine leaves %.1f GiB of each GPU alone (%.0f %%); at 0.95 it holds %,d"
                        + " tokens at once instead of %,d (%.2f x), and does not start where others"
                        + " use that memory",
                    variants.memory().freeGib(),
                    (1 - fraction) * 100,
                    v.memory().concurrentTokens(),
                    variants.memory().concurrentTokens(),
                    variants.times(v)),
                Variants.option("--gpu-memory-utilization", "0.95"),
                Variants.MEMORY));
  }
}
