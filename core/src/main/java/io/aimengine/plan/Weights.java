package io.aimengine.plan;

import io.aimengine.catalog.Accelerator.Support;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Model.Architecture;
import io.aimengine.catalog.Precision;
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

  /// Bytes on the GPU that holds most, after precision support and sharding.
  static double perGpu(MemoryInputs in) {
    var arch = in.architecture();
    var settings = in.settings();
    var total = loaded(in);
    var experts = total * expertShare(arch);
    var dense = total - experts;
    var cut = settings.gpus() > 1 ? 1 + REPLICATED : 1;
    var stage = stageShare(arch.layers(), settings.pipelineParallel());
    return (dense / settings.tensorParallel() + experts / settings.expertShards()) * stage * cut;
  }

  /// Bytes of one whole copy as this accelerator and engine hold it.
  static double loaded(MemoryInputs in) {
    var checkpoint = in.checkpoint();
    var arch = in.architecture();
    if (checkpoint.format() == Checkpoint.Format.SAFETENSORS) {
      if (in.accelerator().support(checkpoint.precision()) == Support.DEQUANTISED) {
        return arch.parameters() * 2.0;
      }
      if (checkpoint.precision().bits() == 16 && online(in.settings())) {
        return estimated(arch, 8, arch.parameters() - embeddings(arch));
      }
    }
    return bytes(arch, checkpoint);
  }

  /// Bytes of the checkpoint: what the catalog says, else an estimate from the parameters.
  static double bytes(Architecture arch, Checkpoint checkpoint) {
    return checkpoint.weightsBytes() > 0
        ? checkpoint.weightsBytes()
        : estimated(arch, bitsPerWeight(checkpoint), quantised(arch, checkpoint));
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

  private static double expertShare(Architecture arch) {
    return Math.min(1, expertWeights(arch) / arch.parameters());
  }

  private static boolean online(Settings settings) {
    return settings.quantization().filter(q -> q.contains("fp8")).isPresent();
  }
}
