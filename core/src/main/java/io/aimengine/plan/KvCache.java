package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import io.aimengine.catalog.Model.Architecture;
import java.util.Locale;
import java.util.Optional;

/// Bytes of KV cache on one GPU. All ranks hold the same number of blocks.
final class KvCache {
  private final Architecture arch;
  private final Settings settings;
  private final int blockSize;

  KvCache(MemoryInputs in) {
    this.arch = in.architecture();
    this.settings = in.settings();
    this.blockSize = Math.max(1, in.engine().defaults().blockSize());
  }

  /// Bytes that one more token takes while every layer still keeps it.
  double bytesPerToken() {
    return switch (arch.attention()) {
      case Attention.Hybrid(var full, _) -> stage(full) * layerBytes();
      case Attention.Full _, Attention.Sliding _, Attention.Chunked _, Attention.Latent _ ->
          stage(arch.layers()) * layerBytes();
    };
  }

  /// Bytes of one request of so many tokens, in whole blocks.
  double requestBytes(long tokens) {
    var all = blocks(tokens) * blockSize;
    return switch (arch.attention()) {
      case Attention.Full _, Attention.Latent _ -> stage(arch.layers()) * all * layerBytes();
      case Attention.Sliding(var window, var layers) -> bounded(all, layers, window - 1L);
      case Attention.Chunked(var chunk, var layers) -> bounded(all, layers, chunk);
      case Attention.Hybrid(var full, var state) ->
          stage(full) * all * layerBytes() + state / (double) settings.tensorParallel();
    };
  }

  /// Tokens that requests of the full context can hold at once in so many bytes, whole blocks.
  long tokens(double bytes, long context) {
    var request = requestBytes(context);
    if (bytes <= 0 || request <= 0) {
      return 0;
    }
    var tokens = (long) (bytes / request * blocks(context) * blockSize);
    return tokens / blockSize * blockSize * settings.dataParallel();
  }

  /// Layers that keep only a window hold at most the window and what one step adds, and one block
  /// more where both ends are cut.
  private double bounded(long all, int localLayers, long window) {
    var kept = (blocks(window + settings.maxBatchedTokens()) + 1) * blockSize;
    var global = stage(arch.layers() - localLayers) * all;
    return (global + stage(localLayers) * Math.min(all, kept)) * layerBytes();
  }

  private double layerBytes() {
    var width = width(settings.kvCacheDtype());
    if (arch.attention() instanceof Attention.Latent(var rank, var ropeDim)) {
      return packedLatent() ? 656 : (rank + ropeDim) * width;
    }
    return 2 * headsPerGpu() * arch.headDim() * width;
  }

  /// `max(1, kv_heads // TP)`: above kv_heads the heads are copied, which saves nothing.
  private double headsPerGpu() {
    return Math.max(1, arch.kvHeads() / settings.tensorParallel());
  }

  private double stage(int layers) {
    return Math.ceilDiv(layers, settings.pipelineParallel());
  }

  private long blocks(long tokens) {
    return Math.ceilDiv(tokens, blockSize);
  }

  private boolean packedLatent() {
    return settings.kvCacheDtype().filter("fp8_ds_mla"::equals).isPresent();
  }

  /// Bytes per value. `auto` is the activation type, 16 bit; an unknown name counts as that.
  static double width(Optional<String> dtype) {
    var name = dtype.orElse("auto").toLowerCase(Locale.ROOT);
    if (name.startsWith("fp8") || name.startsWith("int8") || name.equals("mxfp8")) {
      return 1;
    }
    return switch (name) {
      case "nvfp4", "nvfp4_4over6", "int4_per_token_head" -> 0.5625;
      case "q8_0" -> 34.0 / 32;
      case "q4_0" -> 18.0 / 32;
      case "f32", "float32" -> 4;
      default -> 2;
    };
  }
}
