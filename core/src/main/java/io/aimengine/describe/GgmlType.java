package io.aimengine.describe;

import io.aimengine.catalog.Precision;
import java.util.Map;

/// A tensor type of ggml: `block` weights take `blockBytes` bytes (ggml-common.h, `block_q4_K` and
/// the like). An unknown number has a block of 0, and counts no bytes.
record GgmlType(String name, int block, int blockBytes) {
  private static final Map<Integer, GgmlType> ALL =
      Map.ofEntries(
          type(0, "F32", 1, 4),
          type(1, "F16", 1, 2),
          type(2, "Q4_0", 32, 18),
          type(3, "Q4_1", 32, 20),
          type(6, "Q5_0", 32, 22),
          type(7, "Q5_1", 32, 24),
          type(8, "Q8_0", 32, 34),
          type(9, "Q8_1", 32, 36),
          type(10, "Q2_K", 256, 84),
          type(11, "Q3_K", 256, 110),
          type(12, "Q4_K", 256, 144),
          type(13, "Q5_K", 256, 176),
          type(14, "Q6_K", 256, 210),
          type(15, "Q8_K", 256, 292),
          type(16, "IQ2_XXS", 256, 66),
          type(17, "IQ2_XS", 256, 74),
          type(18, "IQ3_XXS", 256, 98),
          type(19, "IQ1_S", 256, 50),
          type(20, "IQ4_NL", 32, 18),
          type(21, "IQ3_S", 256, 110),
          type(22, "IQ2_S", 256, 82),
          type(23, "IQ4_XS", 256, 136),
          type(24, "I8", 1, 1),
          type(25, "I16", 1, 2),
          type(26, "I32", 1, 4),
          type(27, "I64", 1, 8),
          type(28, "F64", 1, 8),
          type(29, "IQ1_M", 256, 56),
          type(30, "BF16", 1, 2),
          type(34, "TQ1_0", 256, 54),
          type(35, "TQ2_0", 256, 66),
          type(39, "MXFP4", 32, 17));

  /// What `general.file_type` says of a whole file (llama.h, `llama_ftype`).
  private static final Map<Integer, String> FILES =
      Map.ofEntries(
          Map.entry(0, "F32"),
          Map.entry(1, "F16"),
          Map.entry(2, "Q4_0"),
          Map.entry(3, "Q4_1"),
          Map.entry(7, "Q8_0"),
          Map.entry(8, "Q5_0"),
          Map.entry(9, "Q5_1"),
          Map.entry(10, "Q2_K"),
          Map.entry(11, "Q3_K_S"),
          Map.entry(12, "Q3_K_M"),
          Map.entry(13, "Q3_K_L"),
          Map.entry(14, "Q4_K_S"),
          Map.entry(15, "Q4_K_M"),
          Map.entry(16, "Q5_K_S"),
          Map.entry(17, "Q5_K_M"),
          Map.entry(18, "Q6_K"),
          Map.entry(19, "IQ2_XXS"),
          Map.entry(20, "IQ2_XS"),
          Map.entry(21, "Q2_K_S"),
          Map.entry(22, "IQ3_XS"),
          Map.entry(23, "IQ3_XXS"),
          Map.entry(24, "IQ1_S"),
          Map.entry(25, "IQ4_NL"),
          Map.entry(26, "IQ3_S"),
          Map.entry(27, "IQ3_M"),
          Map.entry(28, "IQ2_S"),
          Map.entry(29, "IQ2_M"),
          Map.entry(30, "IQ4_XS"),
          Map.entry(31, "IQ1_M"),
          Map.entry(32, "BF16"),
          Map.entry(36, "TQ1_0"),
          Map.entry(37, "TQ2_0"),
          Map.entry(38, "MXFP4_MOE"));

  private static Map.Entry<Integer, GgmlType> type(int id, String name, int block, int bytes) {
    return Map.entry(id, new GgmlType(name, block, bytes));
  }

  static GgmlType of(int id) {
    return ALL.getOrDefault(id, new GgmlType("type " + id, 0, 0));
  }

  /// The name of a file type, "" when it is not known.
  static String file(int id) {
    return FILES.getOrDefault(id, "");
  }

  /// Whether the size of a tensor of this type, as tensors name it, is known.
  static boolean isSized(String name) {
    return ALL.values().stream().anyMatch(type -> type.name().equals(name));
  }

  long bytes(long elements) {
    return block == 0 ? 0 : Math.ceilDiv(elements, block) * blockBytes;
  }

  /// The nearest precision that recipes know: up to 4 bits, up to 8, or the float type itself. The
  /// exact type stays the checkpoint's quantisation.
  static Precision precision(String type) {
    return switch (type) {
      case "F32" -> Precision.FP32;
      case "F16" -> Precision.FP16;
      case "BF16" -> Precision.BF16;
      default -> type.matches("I?Q[568].*") ? Precision.INT8 : Precision.INT4;
    };
  }
}
