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
    return arch.attention().stream().mapToDouble(g -> stage(g.layers()) * tokenBytes(g)).sum();
  }

  /// Bytes of one request of so many tokens, in whole blocks.
  double requestBytes(long tokens) {
    return arch.attention().stream().mapToDouble(group -> bytes(group, tokens)).sum();
  }

  private double bytes(Attention group, long tokens) {
    var all = blocks(tokens) * blockSize;
    var kept =
        switch (group) {
          case Attention.Full _, Attention.Latent _ -> all;
          case Attention.Sliding(_, _, var window) -> Math.min(all, step(window - 1L));
          case Attention.Chunked(_, _, var chunk) -> Math.min(all, step(chunk));
          case Attention.Linear _, Attention.None _ -> 0;
        };
    var state =
        group instanceof Attention.Linear(_, var bytes)
            ? bytes / (double) settings.tensorParallel()
            : 0;
    return stage(group.layers()) * (kept * tokenBytes(group) + state);
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

  /// Tokens of a bounded layer: what it keeps and what one step adds, and one block more where both
  /// ends are cut.
  private long step(long kept) {
    return (blocks(kept + settings.maxBatchedTokens()) + 1) * blockSize;
  }

  /// Bytes per token in one layer.
  private double tokenBytes(Attention group) {
    var width = width(settings.kvCacheDtype());
    return switch (group) {
      case Attention.Full(_, var heads) -> bytes(heads, width);
      case Attention.Sliding(_, var heads, _) -> bytes(heads, width);
      case Attention.Chunked(_, var heads, _) -> bytes(heads, width);
      case Attention.Latent(_, var rank, var ropeDim, _) ->
          packedLatent() ? 656 : (rank + ropeDim) * width;
      case Attention.Linear _, Attention.None _ -> 0;
    };
  }

  /// `max(1, kv_heads // TP)`: above kv_heads the heads are copied, which saves nothing.
  private double bytes(Attention.Heads heads, double width) {
    var perGpu = Math.max(1, heads.kv() / settings.tensorParallel());
    return perGpu * (heads.keyDim() + heads.valueDim()) * width;
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
