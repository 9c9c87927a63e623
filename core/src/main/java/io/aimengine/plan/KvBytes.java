package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import java.util.Locale;
import java.util.Optional;

/// What one layer of a group keeps on one GPU, in bytes.
record KvBytes(Settings settings) {
  /// Of one token while the layer still keeps it.
  double ofToken(Attention group) {
    var width = width(settings.kvCacheDtype());
    return switch (group) {
      case Attention.Full(_, var heads) -> of(heads, width);
      case Attention.Sliding(_, var heads, _) -> of(heads, width);
      case Attention.Chunked(_, var heads, _) -> of(heads, width);
      case Attention.Latent(_, var rank, var ropeDim, var indexDim) ->
          latent(rank + ropeDim, width) + index(indexDim);
      case Attention.Linear _, Attention.None _ -> 0;
    };
  }

  /// Of one sequence, whatever its length; tensor parallelism divides its heads.
  double ofSequence(Attention group) {
    return group instanceof Attention.Linear(_, var state)
        ? state / (double) settings.tensorParallel()
        : 0;
  }

  /// Layers of the group on the fullest pipeline stage.
  int layers(Attention group) {
    return Math.ceilDiv(group.layers(), settings.pipelineParallel());
  }

  /// `max(1, kv_heads // TP)`: above kv_heads the heads are copied, which saves nothing.
  private double of(Attention.Heads heads, double width) {
    var perGpu = Math.max(1, heads.kv() / settings.tensorParallel());
    return perGpu * (heads.keyDim() + heads.valueDim()) * width;
  }

  /// Every tensor-parallel rank keeps all of it. The packed form holds 512 FP8 values, four scales
  /// and 64 values of 16 bits.
  private double latent(int values, double width) {
    return settings.kvCacheDtype().filter("fp8_ds_mla"::equals).isPresent() ? 656 : values * width;
  }

  /// FP8 keys of the sparse attention index and a 4 byte scale per 128 of them.
  private static double index(int dim) {
    return dim + Math.ceilDiv(dim, 128) * 4.0;
  }

  /// Bytes per value. `auto` is the activation type, 16 bit; an unknown name counts as that.
  static double width(Optional<String> dtype) {
    var name = dtype.orElse("auto").toLowerCase(Locale.ROOT);
    if (name.startsWith("fp8") || name.startsWith("int8")) {
      return 1;
    }
    return switch (name) {
      case "mxfp8" -> 33.0 / 32;
      case "nvfp4", "nvfp4_4over6", "int4_per_token_head" -> 0.5625;
      case "q8_0" -> 34.0 / 32;
      case "q4_0" -> 18.0 / 32;
      case "f32", "float32" -> 4;
      default -> 2;
    };
  }
}
