package io.aimengine.plan;

import io.aimengine.catalog.Accelerator.Support;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Model.Architecture;
import io.aimengine.catalog.Model.Vision;
import io.aimengine.catalog.Precision;
import io.aimengine.plan.Term.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Bytes of weights: in a checkpoint as loaded, and on the fullest GPU after sharding.
final class Weights {
  /// What tensor parallelism leaves whole (norms, routers, MLA down-projections): about 1 %.
  static final double REPLICATED = 0.01;

  /// Bits per weight of llama.cpp's types, block scales included (ggml-quants, bytes per block).
  private static final Map<String, Double> GGUF_BITS =
      Map.ofEntries(
          Map.entry("Q2_K", 2.63),
          Map.entry("Q3_K_M", 3.91),
          Map.entry("Q4_0", 4.5),
          Map.entry("Q4_1", 5.0),
          Map.entry("Q4_K_S", 4.58),
          Map.entry("Q4_K_M", 4.85),
          Map.entry("Q5_0", 5.5),
          Map.entry("Q5_K_M", 5.69),
          Map.entry("Q6_K", 6.56),
          Map.entry("Q8_0", 8.5),
          Map.entry("F16", 16.0),
          Map.entry("BF16", 16.0));

  private Weights() {}

  /// The model on the GPU that holds most, and its image encoder when its size is known.
  static List<Term> terms(MemoryInputs in) {
    var terms = new ArrayList<Term>();
    var certain = certain(in);
    var offload = in.settings().extras().offloadGib();
    var gib = Math.max(0, modelBytes(in) / Overheads.GIB - offload);
    var total = loaded(in) / Overheads.GIB;
    terms.add(
        new Term(
            Part.WEIGHTS,
            gib * (certain ? 1 : 0.97),
            gib,
            gib * (certain ? 1.01 : 1.03) * padding(in),
            formula(in, total),
            certain ? "tensor bytes of " + in.checkpoint().id() : "computed from the shapes"));
    in.architecture().vision().ifPresent(vision -> terms.add(encoder(in, vision)));
    return terms;
  }

  private static Formula formula(MemoryInputs in, double total) {
    var settings = in.settings();
    var held =
        (grown(in) ? " unpacked to bf16" : "")
            + (settings.extras().offloadGib() > 0 ? ", less what is offloaded" : "");
    if (settings.gpus() == 1) {
      return Formula.of("%.1f GiB%s", total, held);
    }
    var tp = settings.tensorParallel();
    var pp = settings.pipelineParallel();
    return in.architecture().experts().isEmpty()
        ? Formula.of("%.1f GiB over TP %d, PP %d, 1 %% not cut%s", total, tp, pp, held)
        : Formula.of(
            "%.1f GiB over TP %d, PP %d, experts over %d GPUs, 1 %% not cut%s",
            total, tp, pp, settings.expertShards(), held);
  }

  /// Whether the catalog knows the tensor bytes, as they are held.
  private static boolean certain(MemoryInputs in) {
    return in.checkpoint().weightsBytes() > 0
        && !in.checkpoint().unsure().contains("weights_bytes")
        && loaded(in) == in.checkpoint().weightsBytes();
  }

  /// Kernels for packed FP4 experts pad their width: vLLM loads 60.7 GiB of gpt-oss-120b as 65.97
  /// on an H100 (vllm-project/vllm#23278).
  private static double padding(MemoryInputs in) {
    return in.checkpoint().precision() == Precision.FP4 && in.architecture().experts().isPresent()
        ? 1.09
        : 1;
  }

  /// Encoders stay at 16 bits; tensor parallelism cuts them unless each rank has its own.
  private static Term encoder(MemoryInputs in, Vision vision) {
    var whole = in.settings().extras().wholeEncoder();
    var gib = vision.parameters() * 2.0 / Overheads.GIB;
    return Term.about(
        Part.ENCODER,
        whole ? gib : gib / in.settings().tensorParallel(),
        1,
        1.05,
        Formula.of("%,d weights x 2 B%s", vision.parameters(), whole ? " on every rank" : " / TP"),
        "encoder and projector of the catalog's architecture");
  }

  /// Of the GPU that holds most, without the image encoder. Embeddings are on the first pipeline
  /// stage, the output head on the last.
  private static double modelBytes(MemoryInputs in) {
    var arch = in.architecture();
    var settings = in.settings();
    var total = loaded(in) - arch.vision().map(v -> v.parameters() * 2.0).orElse(0.0);
    var experts = Math.min(total, expertBytes(in));
    var dense = total - experts;
    var cut = settings.gpus() > 1 ? 1 + REPLICATED : 1;
    var stages = settings.pipelineParallel();
    if (stages == 1) {
      return (dense / settings.tensorParallel() + experts / settings.expertShards()) * cut;
    }
    var table = Math.min(dense / 2, 2.0 * arch.vocab() * arch.hidden());
    var layers = dense - table * (arch.tiedEmbeddings() ? 1 : 2);
    var most = stageShare(arch.layers(), stages);
    var ends = Math.floorDiv(arch.layers(), stages) / (double) arch.layers();
    var middle = layers / settings.tensorParallel() + experts / settings.expertShards();
    var end = middle * (stages == 2 ? most : ends) + table / settings.tensorParallel();
    return Math.max(middle * most, end) * cut;
  }

  /// All layers on one GPU of a stage, in GiB.
  static double layersGib(MemoryInputs in) {
    var settings = in.settings();
    var experts = Math.min(loaded(in), expertBytes(in));
    var dense = Math.max(0, loaded(in) - experts - 2 * embeddings(in.architecture()));
    return (dense / settings.tensorParallel() + experts / settings.expertShards()) / Overheads.GIB;
  }

  /// Bytes of one whole copy as this accelerator and engine hold it.
  static double loaded(MemoryInputs in) {
    var checkpoint = in.checkpoint();
    var arch = in.architecture();
    if (grown(in)) {
      return arch.parameters() * 2.0;
    }
    if (checkpoint.format() == Checkpoint.Format.SAFETENSORS && online(in)) {
      return estimated(arch, 8, arch.parameters() - embeddings(arch));
    }
    return bytes(arch, checkpoint);
  }

  /// Bytes of the checkpoint: what the catalog says, else an estimate from the parameters.
  static double bytes(Architecture arch, Checkpoint checkpoint) {
    return checkpoint.weightsBytes() > 0
        ? checkpoint.weightsBytes()
        : estimated(arch, bitsPerWeight(checkpoint), quantised(arch, checkpoint));
  }

  private static double expertBytes(MemoryInputs in) {
    var bits = unpacked(in) ? 16 : online(in) ? 8 : bitsPerWeight(in.checkpoint());
    return expertWeights(in.architecture()) * bits / 8;
  }

  /// Whether loading unpacks the weights to 16 bits, so that they take more than their files.
  static boolean grown(MemoryInputs in) {
    return in.checkpoint().format() == Checkpoint.Format.SAFETENSORS && unpacked(in);
  }

  private static boolean unpacked(MemoryInputs in) {
    return in.accelerator().support(in.checkpoint().precision()) == Support.DEQUANTISED;
  }

  private static boolean online(MemoryInputs in) {
    return in.checkpoint().precision().bits() == 16
        && in.settings().quantization().filter(q -> q.contains("fp8")).isPresent();
  }

  /// Quantised weights at their bits, the others (embeddings, output head) at 16.
  private static double estimated(Architecture arch, double bits, double quantised) {
    return quantised * bits / 8 + (arch.parameters() - quantised) * 2;
  }

  /// How many weights a checkpoint stores at its own precision. MXFP4 mixtures of experts quantise
  /// the experts only (gpt-oss, DeepSeek-MXFP4); other schemes all but embeddings and head.
  private static double quantised(Architecture arch, Checkpoint checkpoint) {
    if (checkpoint.format() == Checkpoint.Format.GGUF || checkpoint.precision().bits() >= 16) {
      return arch.parameters();
    }
    return checkpoint.precision() == Precision.FP4 && arch.experts().isPresent()
        ? expertWeights(arch)
        : arch.parameters() - embeddings(arch);
  }

  /// Bits per stored weight with its scales: one byte per 32 (MXFP4), 20 bits per group of 128
  /// (AWQ, GPTQ), 32 bits per 128 x 128 block (FP8).
  static double bitsPerWeight(Checkpoint checkpoint) {
    var bits = checkpoint.precision().bits();
    if (checkpoint.format() == Checkpoint.Format.GGUF) {
      var type = checkpoint.quantization().toUpperCase(Locale.ROOT);
      return GGUF_BITS.getOrDefault(type, bits + 1.0);
    }
    return switch (checkpoint.precision()) {
      case FP4 -> bits + 8.0 / 32;
      case INT4 -> bits + 20.0 / 128;
      case FP8 -> bits + 32.0 / (128 * 128);
      case INT8, BF16, FP16, FP32 -> bits;
    };
  }

  static double expertWeights(Architecture arch) {
    return arch.experts()
        .map(e -> {
          var layers = (arch.layers() - e.denseLayers()) / Math.max(1, e.every());
          return 3.0 * layers * e.count() * arch.hidden() * e.intermediate();
        })
        .orElse(0.0);
  }

  static double embeddings(Architecture arch) {
    return (double) arch.vocab() * arch.hidden() * (arch.tiedEmbeddings() ? 1 : 2);
  }

  /// The share of layers on the fullest pipeline stage.
  static double stageShare(int layers, int stages) {
    return Math.ceilDiv(layers, stages) / (double) layers;
  }
}
