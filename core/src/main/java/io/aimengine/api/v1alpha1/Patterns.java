package io.aimengine.api.v1alpha1;

/// What several fields share. The normaliser takes the same; a test holds the two together.
final class Patterns {
  static final double LONGEST_CONTEXT = 100_000_000;

  static final String HARDWARE = "^([A-Za-z0-9][A-Za-z0-9._-]{0,62})?$";
  static final String LABEL = "^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$";
  static final String OBJECT_NAME = "^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$";
  static final String MODEL_ID = "^[A-Za-z0-9._~/:@+=%,#-]{1,384}$";

  /// An amount that has digits: `16Gi`, `500m`, `1e3`.
  static final String QUANTITY =
      "^(\\+?([0-9]{1,18}(\\.[0-9]{0,9})?|\\.[0-9]{1,9})"
          + "([eE][+-]?[0-9]{1,2}|[numkMGTPE]|[KMGTPE]i)?)?$";

  /// `300`, `300s`, `1h30m`, `30d`.
  static final String DURATION =
      "^([0-9]{1,9}|([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,9}s)?)$";

  /// A duration, or weeks.
  static final String AGE =
      "^([0-9]{1,9}|[0-9]{1,5}w|([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,9}s)?)$";

  static final String PERCENT = "^(([0-9]{1,2}|100)%)?$";
  static final String CRON = "^(@[a-z]+|(\\S+\\s+){4}\\S+)?$";

  static final String ENGINE_RULE =
      "self.lowerAscii().replace('.', '').replace('-', '') in"
          + " ['', 'auto', 'vllm', 'sglang', 'llamacpp']";
  static final String ENGINES_RULE =
      "self.all(e, e.lowerAscii().replace('.', '').replace('-', '') in"
          + " ['auto', 'vllm', 'sglang', 'llamacpp'])";
  static final String ENGINE = "not an engine that is served: one of vllm, sglang, llamacpp";

  static final String PRECISION_RULE =
      "self.lowerAscii() in ['', 'auto', 'fp32', 'float32', 'float', 'bf16', 'bfloat16', 'fp16',"
          + " 'float16', 'half', 'fp8', 'float8', 'float8_e4m3', 'float8_e4m3fn',"
          + " 'float8_e4m3fnuz', 'float8_e5m2', 'int8', 'int4', 'fp4', 'mxfp4', 'float4']";
  static final String PRECISION =
      "not a precision: one of bf16, fp16, fp8, int8, int4, fp4, fp32 (bfloat16, float8_e4m3 and"
          + " the like too)";

  private Patterns() {}
}
