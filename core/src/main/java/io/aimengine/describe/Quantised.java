package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.Precision;
import java.util.Locale;
import java.util.Optional;

/// How weights are stored: what `quantization_config` says in each scheme's own words. `method` is
/// the name that engines know the scheme by; `block` is what tensor parallel shards must respect.
record Quantised(Precision precision, String method, int block, Optional<Precision> kvCache) {

  /// The scheme of a config.json; its plain type when nothing is quantised.
  static Quantised of(Configuration config, Notes notes) {
    var written = config.get("quantization_config", "compression_config");
    return written.isObject() ? scheme(written, notes) : plain(config, notes);
  }

  private static Quantised plain(Configuration config, Notes notes) {
    var type = config.get("dtype", "torch_dtype").asText("").replace("torch.", "");
    var precision = Precision.parse(type);
    if (precision.isEmpty()) {
      notes.unsure("checkpoint.precision", "config.json names no type; bf16 is assumed");
    }
    return new Quantised(precision.orElse(Precision.BF16), "none", 0, Optional.empty());
  }

  private static Quantised scheme(JsonNode in, Notes notes) {
    var method = in.path("quant_method").asText(in.has("load_in_4bit") ? "bitsandbytes" : "");
    return switch (method) {
      case "fp8" -> of(Precision.FP8, method, in.path("weight_block_size").path(0).asInt(0));
      case "fbgemm_fp8" -> of(Precision.FP8, method, 0);
      case "mxfp4" -> of(Precision.FP4, method, 32);
      case "awq", "gptq", "auto-round", "hqq" -> packed(in, method);
      case "compressed-tensors" -> compressed(in, notes);
      case "quark" -> quark(in, notes);
      case "modelopt" -> modelopt(in);
      case "bitsandbytes" ->
          of(in.path("load_in_8bit").asBoolean() ? Precision.INT8 : Precision.INT4, method, 0);
      default -> unknown(method, notes);
    };
  }

  private static Quantised of(Precision precision, String method, int block) {
    return new Quantised(precision, method, block, Optional.empty());
  }

  private static Quantised unknown(String method, Notes notes) {
    notes.unsure(
        "checkpoint.quantization", "the scheme \"" + method + "\" is not known; counted as 16 bit");
    return of(Precision.BF16, method.isEmpty() ? "unknown" : method, 0);
  }

  private static Quantised packed(JsonNode in, String method) {
    var bits = in.path("bits").asInt(in.path("w_bit").asInt(4));
    var block = Math.max(0, in.path("group_size").asInt(0));
    var name = method.equals("auto-round") ? "inc" : method;
    return of(bits > 4 ? Precision.INT8 : Precision.INT4, name, block);
  }

  private static Quantised compressed(JsonNode in, Notes notes) {
    var groups = in.path("config_groups");
    var weights = groups.isEmpty() ? in : groups.iterator().next().path("weights");
    var bits = weights.path("num_bits").asInt(0);
    var real = weights.path("type").asText("").equals("float");
    var precision =
        switch (bits) {
          case 8 -> real ? Precision.FP8 : Precision.INT8;
          case 4 -> real ? Precision.FP4 : Precision.INT4;
          default -> Precision.BF16;
        };
    if (precision == Precision.BF16) {
      notes.unsure("checkpoint.precision", bits + " bits a weight are counted as 16");
    }
    if (groups.size() > 1) {
      notes.unsure("checkpoint.precision", "several schemes in one checkpoint; the first is named");
    }
    var block = weights.path("block_structure").path(0).asInt(weights.path("group_size").asInt(0));
    return new Quantised(
        precision, "compressed-tensors", Math.max(0, block), cache(in.path("kv_cache_scheme")));
  }

  private static Optional<Precision> cache(JsonNode scheme) {
    return scheme.path("num_bits").asInt(0) == 8 && scheme.path("type").asText("").equals("float")
        ? Optional.of(Precision.FP8)
        : Optional.empty();
  }

  private static Quantised quark(JsonNode in, Notes notes) {
    var weight = in.at("/global_quant_config/weight");
    var first = weight.isArray() ? weight.path(0) : weight;
    var type = first.path("dtype").asText("").toLowerCase(Locale.ROOT);
    var precision =
        type.startsWith("fp8")
            ? Precision.FP8
            : type.startsWith("fp4") || type.startsWith("mxfp4")
                ? Precision.FP4
                : type.endsWith("int8")
                    ? Precision.INT8
                    : type.endsWith("int4") ? Precision.INT4 : Precision.BF16;
    if (precision == Precision.BF16) {
      notes.unsure("checkpoint.precision", "Quark's weight type \"" + type + "\" is not known");
    }
    var cache = in.at("/kv_cache_quant_config").toString() + in.path("kv_cache_group");
    var kv = in.at("/export/kv_cache_group").size() > 0 || cache.contains("fp8");
    var block = Math.max(0, first.path("group_size").asInt(0));
    return new Quantised(
        precision, "quark", block, kv ? Optional.of(Precision.FP8) : Optional.empty());
  }

  private static Quantised modelopt(JsonNode in) {
    var algorithm = in.path("quant_algo").asText("").toUpperCase(Locale.ROOT);
    return algorithm.contains("FP4")
        ? of(Precision.FP4, "modelopt_fp4", 16)
        : of(Precision.FP8, "modelopt", 0);
  }
}
