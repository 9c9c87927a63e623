package io.aimengine.catalog;

import java.util.Locale;
import java.util.Optional;

/// How weights are stored. KV cache and activations have their own types.
public enum Precision {
  FP32(32),
  BF16(16),
  FP16(16),
  FP8(8),
  INT8(8),
  INT4(4),
  FP4(4);

  private final int bits;

  Precision(int bits) {
    this.bits = bits;
  }

  /// Bits per weight, scales not counted.
  public int bits() {
    return bits;
  }

  /// The spelling used in recipes: `bf16`, `fp8`.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Reads every spelling in use: `bfloat16`, `bf16`, `float8_e4m3`, `half`, `mxfp4`.
  public static Optional<Precision> parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "fp32", "float32", "float" -> Optional.of(FP32);
      case "bf16", "bfloat16" -> Optional.of(BF16);
      case "fp16", "float16", "half" -> Optional.of(FP16);
      case "fp8", "float8", "float8_e4m3", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2" ->
          Optional.of(FP8);
      case "int8" -> Optional.of(INT8);
      case "int4" -> Optional.of(INT4);
      case "fp4", "mxfp4", "float4" -> Optional.of(FP4);
      default -> Optional.empty();
    };
  }
}
